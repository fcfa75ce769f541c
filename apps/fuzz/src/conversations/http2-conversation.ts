import {
  connect,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2';

import type { Random } from '../chance/random.js';
import type { FuzzRequest, Port } from '../requests/request.js';
import { isPlain } from '../wire/http1-bytes.js';
import type { WireAnswer } from '../wire/http1-answers.js';
import { ANSWER_MS_MAX, type Conversation, PATIENCE_MS, type Surroundings } from './conversation.js';

/** Headers that HTTP/2 does not have; the client library refuses to send them. */
const ofHttp1 = new Set([
  'connection',
  'upgrade',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'host',
]);

interface Plan {
  readonly request: FuzzRequest;
  /** What the client does to the stream: finishes it, resets it, or leaves it open. */
  readonly ending: 'finish' | 'reset' | 'leave';
}

/** Requests over HTTP/2, all at once on one connection; some of their streams are reset or never finished. */
export class Http2Conversation implements Conversation {
  private readonly plans: readonly Plan[];
  private readonly isCutShort: boolean;

  constructor(
    private readonly port: Port,
    requests: readonly FuzzRequest[],
    random: Random,
  ) {
    this.isCutShort = random.chance(0.15);
    this.plans = requests.map((request) => ({
      request,
      ending: random.weighted([
        [8, 'finish'],
        [1, 'reset'],
        [1, 'leave'],
      ]),
    }));
  }

  static about(port: Port, next: () => FuzzRequest, random: Random): Http2Conversation {
    return new Http2Conversation(port, Array.from({ length: random.pick([1, 2, 5, 30]) }, next), random);
  }

  describe(): string {
    const lines = this.plans.map(
      ({ request, ending }) =>
        `  ${request.method} ${JSON.stringify(request.target.slice(0, 200))} (${ending})`,
    );
    return `HTTP/2 to ${this.port}${this.isCutShort ? ', cut short' : ''}:\n${lines.join('\n')}`;
  }

  async hold(surroundings: Surroundings): Promise<string | undefined> {
    const session = connect(`http://127.0.0.1:${surroundings.ports[this.port]}`);
    session.on('error', () => undefined);
    try {
      const problems = await Promise.all(this.plans.map((plan) => this.ask(session, plan, surroundings)));
      return problems.find((problem) => problem !== undefined);
    } finally {
      session.destroy();
    }
  }

  private async ask(
    session: ClientHttp2Session,
    { request, ending }: Plan,
    { documented, names }: Surroundings,
  ): Promise<string | undefined> {
    const mustAnswer =
      ending === 'finish' && !this.isCutShort && isPlain(request) && isPath(request) && !request.mayWait;
    const answer = await answerOf(session, request, ending, mustAnswer ? ANSWER_MS_MAX : PATIENCE_MS);
    if (typeof answer === 'string')
      return mustAnswer ? `${answer} to ${request.method} ${request.target}` : undefined;
    names.learn(request.target, `${answer.headers.get('x-restate-id') ?? ''} ${answer.body}`);
    const complaint = documented.complaint(this.port, request, answer);
    return complaint === undefined
      ? undefined
      : `${complaint} to ${request.method} ${request.target}: ${answer.body.slice(0, 500)}`;
  }
}

/** Or why there is none. */
async function answerOf(
  session: ClientHttp2Session,
  request: FuzzRequest,
  ending: Plan['ending'],
  msMax: number,
): Promise<WireAnswer | string> {
  const stream = open(session, request, ending);
  if (stream === undefined) return 'no request was sent';
  if (ending === 'reset') stream.close(constants.NGHTTP2_CANCEL);
  return new Promise((resolve) => {
    let head: IncomingHttpHeaders | undefined;
    let body = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stream.destroy();
    }, msMax);
    stream.on('response', (headers) => (head = headers));
    stream.on('data', (bytes: Buffer) => (body += bytes.toString('latin1')));
    stream.on('error', () => undefined);
    let isWhole = false;
    stream.on('end', () => (isWhole = true));
    stream.on('close', () => {
      clearTimeout(timer);
      if (head !== undefined && isWhole) resolve(wireAnswerOf(head, body));
      else resolve(isLate ? `no answer within ${msMax} ms` : `no answer, but reset with ${stream.rstCode}`);
    });
  });
}

/** Undefined: the client library does not let such a request out. */
function open(
  session: ClientHttp2Session,
  { method, target, headers, body }: FuzzRequest,
  ending: Plan['ending'],
): ClientHttp2Stream | undefined {
  const taken = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !ofHttp1.has(name));
  const endStream = body === undefined && ending !== 'leave';
  try {
    const stream = session.request(
      { ...Object.fromEntries(taken), ':method': method, ':path': target },
      { endStream },
    );
    if (ending === 'leave') stream.write(body ?? 'x');
    else if (!endStream) stream.end(body);
    return stream;
  } catch {
    return undefined;
  }
}

/** RFC 9113 8.3.1 */
function isPath({ method, target }: FuzzRequest): boolean {
  return target.startsWith('/') || (target === '*' && method === 'OPTIONS');
}

function wireAnswerOf(head: IncomingHttpHeaders, body: string): WireAnswer {
  const headers = Object.entries(head).map(([name, value]) => [name, String(value)] as const);
  return { status: Number(head[':status']), headers: new Map(headers), body };
}
