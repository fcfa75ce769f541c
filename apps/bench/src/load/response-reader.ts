const EMPTY = Buffer.alloc(0);
const HEAD_BYTES_MAX = 64 * 1024;
const PREVIEW_CHARACTERS_MAX = 600;

/**
 * Reads HTTP/1.1 answers that announce their length, one after the other on one connection. Of a body it keeps the
 * size alone, because whatever the load generator does costs the server under test its share of the machine. What it
 * does not understand (chunked bodies, bytes nobody asked for) it refuses instead of measuring nonsense.
 */
export class ResponseReader {
  /** Of the latest answer. */
  status = 0;
  /** How the latest answer begins, if it is not a success. */
  preview = '';
  private head: Buffer = EMPTY;
  private bodyBytesLeft = -1;

  /** Takes what the connection received and says whether that completed an answer. The chunk may be reused afterwards. */
  push(chunk: Buffer): boolean {
    if (this.bodyBytesLeft >= 0) {
      this.bodyBytesLeft -= chunk.length;
    } else if (!this.readHead(chunk)) {
      return false;
    }
    if (this.bodyBytesLeft > 0) return false;
    if (this.bodyBytesLeft < 0) throw new Error('The server sent more bytes than it announced.');
    this.bodyBytesLeft = -1;
    return true;
  }

  private readHead(chunk: Buffer): boolean {
    const bytes = this.head.length === 0 ? chunk : Buffer.concat([this.head, chunk]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end === -1) {
      if (bytes.length > HEAD_BYTES_MAX) throw new Error('The server sent headers without end.');
      this.head = Buffer.from(bytes);
      return false;
    }
    this.head = EMPTY;
    const head = bytes.toString('latin1', 0, end);
    this.status = Number(head.slice(9, 12));
    this.preview = this.status < 300 ? '' : bytes.toString('latin1', 0, PREVIEW_CHARACTERS_MAX);
    this.bodyBytesLeft = bodyBytesOf(head) - (bytes.length - end - 4);
    return true;
  }
}

function bodyBytesOf(head: string): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return Number(length);
  if (head.startsWith('HTTP/1.1 204')) return 0;
  throw new Error(`The answer announces no length:\n${head}`);
}
