export interface WireAnswer {
  readonly status: number;
  /** Names in lower case; the last of several with one name. */
  readonly headers: ReadonlyMap<string, string>;
  /** One character per byte. */
  readonly body: string;
}

/** What a server must never send. */
export class UnreadableAnswer extends Error {}

/** Longest head of an answer that makes sense. */
const HEAD_BYTES_MAX = 512 * 1024;

/** Reads the answers on one HTTP/1.1 connection as they come, strictly. */
export class Http1Answers {
  readonly complete: WireAnswer[] = [];
  private pending = '';

  /** @param methodOf method of the request with this index, which decides whether there is a body */
  constructor(private readonly methodOf: (index: number) => string | undefined) {}

  /** @throws UnreadableAnswer */
  push(bytes: Buffer): void {
    this.pending += bytes.toString('latin1');
    while (this.pending !== '' && this.takeAnswer());
  }

  /** Bytes of an answer that is not all there. */
  get isInTheMiddle(): boolean {
    return this.pending !== '';
  }

  private takeAnswer(): boolean {
    const headEnd = this.pending.indexOf('\r\n\r\n');
    if (headEnd < 0) {
      if (this.pending.length > HEAD_BYTES_MAX) throw new UnreadableAnswer('a head without end');
      return false;
    }
    const [statusLine = '', ...fields] = this.pending.slice(0, headEnd).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) [\t\x20-\x7e]*$/.exec(statusLine)?.[1] ?? NaN);
    if (Number.isNaN(status))
      throw new UnreadableAnswer(`status line ${JSON.stringify(statusLine.slice(0, 200))}`);
    const headers = new Map(fields.map(fieldOf));
    const bodyStart = headEnd + 4;
    if (status < 200) {
      this.pending = this.pending.slice(bodyStart);
      return true;
    }
    const bodyEnd = bodyStart + this.bodyLength(status, headers);
    if (this.pending.length < bodyEnd) return false;
    this.complete.push({ status, headers, body: this.pending.slice(bodyStart, bodyEnd) });
    this.pending = this.pending.slice(bodyEnd);
    return true;
  }

  /** All our answers say how long they are. */
  private bodyLength(status: number, headers: ReadonlyMap<string, string>): number {
    if (status === 204 || status === 304 || this.methodOf(this.complete.length) === 'HEAD') return 0;
    const length = headers.get('content-length');
    if (length === undefined || !/^\d+$/.test(length))
      throw new UnreadableAnswer(`content-length ${length ?? 'missing'}`);
    return Number(length);
  }
}

function fieldOf(line: string): readonly [name: string, value: string] {
  const match = /^([!#$%&'*+.^`|~\w-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
  if (match === null) throw new UnreadableAnswer(`header ${JSON.stringify(line.slice(0, 200))}`);
  return [(match[1] ?? '').toLowerCase(), match[2] ?? ''];
}
