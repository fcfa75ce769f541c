/**
 * What a corpus is made of. Requests are data: a request line, headers and a body, in which `<run>` stands for a text that
 * nobody used before, `<id:x>` and `<sign:x>` for the invocation remembered as `x` and its first awakeable, and
 * `<services>` and the like for the addresses of the services.
 */
import type { DifferenceName } from './differences.js';

export type Port = 'ingress' | 'admin';

export type Headers = readonly (readonly [name: string, value: string])[];

export interface Step {
  /** Method and target, the latter sent as it stands: `POST /restate/call/ConfService/noArg`. */
  readonly request: string;
  readonly port?: Port;
  readonly headers?: Headers;
  /** One character per byte. */
  readonly body?: string;
  /** Sent without `content-length`. */
  readonly isChunked?: boolean;
  /** Remembers the invocation id (or other id) of the answer under this name. */
  readonly remember?: string;
  /** Repeated until this is the status, for what takes effect some time after its answer. */
  readonly until?: number;
  /** Goes on in the background; the step that `joins` it has its answer. */
  readonly starts?: string;
  readonly joins?: string;
  /** The server's own words on behalf of an invocation; other messages of `source: invocation` are compared. */
  readonly isOwnWording?: boolean;
  /** Ids that are the same everywhere are compared letter by letter; others only with each other. */
  readonly areIdsFixed?: boolean;
  /** It is chance whether the result was already stored, which `idempotency-expires` tells. */
  readonly mayBeStored?: boolean;
  /** Why the answer may, and then must, differ from the reference's. */
  readonly differs?: DifferenceName;
}

/** Steps that build on one another. Sequences do not, and run beside each other. */
export interface Sequence {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Section {
  /** `ingress-api 3.4`: where the behaviour is described. */
  readonly chapter: string;
  readonly sequences: readonly Sequence[];
}

type StepOptions = Omit<Step, 'request'>;

export const step = (request: string, options: StepOptions = {}): Step => ({ request, ...options });

export const admin = (request: string, options: StepOptions = {}): Step => ({
  request,
  port: 'admin',
  ...options,
});

export const sequence = (name: string, ...steps: readonly Step[]): Sequence => ({ name, steps });

export const section = (
  chapter: string,
  ...sequences: readonly (Sequence | readonly Sequence[])[]
): Section => ({
  chapter,
  sequences: sequences.flat(),
});

/** One-step sequences, named by their requests: rows of a table in which no row minds the others. */
export function rows(...steps: readonly (string | Step)[]): readonly Sequence[] {
  return steps.map((each) =>
    typeof each === 'string' ? sequence(each, step(each)) : sequence(nameOf(each), each),
  );
}

/** The same request once per variant; the variant goes where the line has `*`. */
export function variants(
  line: string,
  values: readonly string[],
  options: StepOptions = {},
): readonly Sequence[] {
  return rows(...values.map((value) => step(line.replace('*', value), options)));
}

/** A JSON body with its content type. */
export function json(value: unknown): Pick<Step, 'headers' | 'body'> {
  const utf8 = Buffer.from(JSON.stringify(value));
  return { headers: [['content-type', 'application/json']], body: utf8.toString('latin1') };
}

/** A body as it stands. Without a type there is no content type. */
export function body(text: string, type?: string): Pick<Step, 'headers' | 'body'> {
  return type === undefined ? { body: text } : { headers: [['content-type', type]], body: text };
}

export function header(...headers: Headers): Pick<Step, 'headers'> {
  return { headers };
}

function nameOf({ request, headers = [], body: text }: Step): string {
  const parts = [request, ...headers.map(([name, value]) => `${name}: ${abbreviated(value)}`)];
  if (text !== undefined) parts.push(abbreviated(text));
  // Transcripts are text: control characters are shown, not written.
  return abbreviated(
    parts.join(' | ').replaceAll(/[\0-\x1f]/g, (character) => JSON.stringify(character).slice(1, -1)),
  );
}

const NAME_CHARACTERS_MAX = 160;

function abbreviated(text: string): string {
  return text.length <= NAME_CHARACTERS_MAX
    ? text
    : `${text.slice(0, NAME_CHARACTERS_MAX)}… (${text.length})`;
}
