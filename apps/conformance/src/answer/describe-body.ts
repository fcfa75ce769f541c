import type { Step } from '../corpus/corpus.js';
import type { Stand } from './stand.js';

/** What a schema or a registry holds in no particular order. */
const unorderedMaps = new Set(['features', 'metadata', 'additional_headers']);
/** Schemas and OpenAPI documents, which are maps all the way down. */
const documents = new Set([
  'input_json_schema',
  'output_json_schema',
  'paths',
  'components',
  'servers',
  'tags',
]);
const unorderedLists = new Set(['services', 'handlers', 'deployments', 'succeeded', 'failed']);
/** Prose of documents: `description` and `summary` are for people. */
const prose = new Set(['description', 'summary', 'stacktrace', 'documentation']);
/** Differ between any two servers, also of one kind. */
const ofTheServer = new Set(['version', 'sdk_version', 'cluster_name']);
const ourServices = /^Conf/;

export function describeBody(text: string, type: string | undefined, step: Step, stand: Stand): string {
  if (text === '') return '';
  if (type?.startsWith('text/plain') === true) return '<text>';
  if (type?.startsWith('application/json') !== true) return JSON.stringify(stand.settle(text, step));
  try {
    const value = new Settling(step, stand).value(JSON.parse(text) as unknown, '');
    const line = JSON.stringify(value);
    return line.length > LINE_CHARACTERS_MAX ? JSON.stringify(value, undefined, 1) : line;
  } catch {
    return `no JSON: ${JSON.stringify(text)}`;
  }
}

const LINE_CHARACTERS_MAX = 400;

type Fields = Readonly<Record<string, unknown>>;

/** Walks a JSON value and replaces what is allowed to vary. The order of fields stays. */
class Settling {
  constructor(
    private readonly step: Step,
    private readonly stand: Stand,
  ) {}

  value(value: unknown, name: string, isOrdered = true): unknown {
    if (typeof value === 'string') return this.text(value, name);
    const keepsOrder = isOrdered && !documents.has(name);
    if (Array.isArray(value)) return this.list(value, name, keepsOrder);
    if (typeof value !== 'object' || value === null) return value;
    const isError = 'message' in value;
    const entries = Object.entries(value as Fields);
    if (!keepsOrder || unorderedMaps.has(name)) entries.sort(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(
      entries.map(([field, each]) => [
        field,
        isError && field === 'message'
          ? this.message(each, value as Fields)
          : this.value(each, field, keepsOrder),
      ]),
    );
  }

  private text(text: string, name: string): string {
    if (prose.has(name)) return '<text>';
    if (ofTheServer.has(name)) return `<${name}>`;
    return this.stand.settle(text, this.step);
  }

  private list(list: readonly unknown[], name: string, isOrdered: boolean): readonly unknown[] {
    const kept = unorderedLists.has(name) ? list.filter(isOurs) : list;
    const values = kept.map((each) => this.value(each, '', isOrdered));
    if (unorderedLists.has(name))
      values.sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
    return values;
  }

  /** What an invocation ended with is passed on to the letter; what a server has to say about a request is prose. */
  private message(message: unknown, { source }: Fields): unknown {
    if (typeof message !== 'string') return message;
    if (source === 'invocation' && this.step.isOwnWording !== true)
      return this.stand.settle(message, this.step);
    const [code = ''] = /^\[META\d+\] /.exec(message) ?? [];
    return `${code}<text>`;
  }
}

/** Other services of a server that is not ours alone are none of our business. */
function isOurs(entry: unknown): boolean {
  if (typeof entry === 'string') return ourServices.test(entry) || !/^[A-Z]\w*$/.test(entry);
  const { name, services, ty, revision } = entry as Fields;
  if (
    typeof name === 'string' &&
    (revision !== undefined || (ty !== undefined && 'deployment_id' in (entry as Fields)))
  )
    return ourServices.test(name);
  if (Array.isArray(services)) return services.some(isOurs);
  return true;
}
