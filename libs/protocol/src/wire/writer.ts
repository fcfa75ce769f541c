const initialBytes = 256;
/** A buffer that grew beyond this is given away with its content instead of kept for the next message. */
const retainedBytesMax = 4096;

/** Wire type of a protobuf field. */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Writes protobuf (proto3) fields in the order called. Zero values are written like any other: whether a field with its
 * default value appears on the wire is the message's decision, not the writer's.
 */
export class ProtoWriter {
  private buffer = Buffer.allocUnsafe(initialBytes);
  private length = 0;

  /** An unsigned integer below 2^53. */
  uint(field: number, value: number): this {
    this.tag(field, wireType.varint);
    this.varint(value);
    return this;
  }

  /** An unsigned 64-bit integer. */
  uint64(field: number, value: bigint): this {
    this.tag(field, wireType.varint);
    this.varint64(value);
    return this;
  }

  bool(field: number, value: boolean): this {
    return this.uint(field, value ? 1 : 0);
  }

  string(field: number, value: string): this {
    this.tag(field, wireType.bytes);
    this.lengthPrefixedText(value);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.tag(field, wireType.bytes);
    this.varint(value.length);
    this.raw(value);
    return this;
  }

  /** A nested message, written by `write`; an empty one still appears, which is significant inside a `oneof`. */
  message(field: number, write: (writer: this) => void): this {
    this.tag(field, wireType.bytes);
    // The length is known only afterwards. One byte is set aside for it, and the content is moved when that is too few.
    const start = this.length;
    this.ensure(1);
    this.length += 1;
    write(this);
    const size = this.length - start - 1;
    const prefixBytes = varintLength(size);
    if (prefixBytes > 1) {
      this.ensure(prefixBytes - 1);
      this.buffer.copyWithin(start + prefixBytes, start + 1, this.length);
    }
    // The room is there already: `ensure` must not run while the content lies beyond `length`.
    this.length = start;
    this.putVarint(size);
    this.length += size;
    return this;
  }

  /**
   * A nested message of the given encoded size (see {@link bytesFieldLength}), which spares `message` from moving the
   * content once its size is known: worth it around large bodies.
   */
  sizedMessage(field: number, size: number, write: (writer: this) => void): this {
    this.tag(field, wireType.bytes);
    this.varint(size);
    write(this);
    return this;
  }

  /** Packed repeated uint32; absent when empty. */
  packedUints(field: number, values: readonly number[]): this {
    if (values.length === 0) return this;
    let size = 0;
    for (const value of values) size += varintLength(value);
    this.tag(field, wireType.bytes);
    this.varint(size);
    for (const value of values) this.varint(value);
    return this;
  }

  /** One byte outside of any field: layout versions of our own formats. */
  byte(value: number): this {
    this.ensure(1);
    this.buffer[this.length++] = value;
    return this;
  }

  /** What was written, in memory of its own; the writer is empty and ready again afterwards. */
  finish(): Uint8Array {
    const written = this.buffer.subarray(0, this.length);
    this.length = 0;
    if (this.buffer.length <= retainedBytesMax) return Uint8Array.prototype.slice.call(written);
    this.buffer = Buffer.allocUnsafe(initialBytes);
    return written;
  }

  private tag(field: number, type: number): void {
    this.varint(field * 8 + type);
  }

  private varint(value: number): void {
    this.ensure(10);
    this.putVarint(value);
  }

  private putVarint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.length++] = rest;
  }

  private varint64(value: bigint): void {
    this.ensure(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.buffer[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.length++] = Number(rest);
  }

  private lengthPrefixedText(value: string): void {
    // A UTF-16 unit takes at most 3 UTF-8 bytes. For short texts the prefix is one byte whatever comes out.
    const most = value.length * 3;
    if (most < 0x80) {
      this.ensure(most + 1);
      const written = this.buffer.write(value, this.length + 1, most, 'utf8');
      this.buffer[this.length] = written;
      this.length += written + 1;
      return;
    }
    const size = Buffer.byteLength(value);
    this.varint(size);
    this.ensure(size);
    this.length += this.buffer.write(value, this.length, size, 'utf8');
  }

  private raw(value: Uint8Array): void {
    this.ensure(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  private ensure(more: number): void {
    const needed = this.length + more;
    if (needed <= this.buffer.length) return;
    // Outside of Node's pool, so that a message given away keeps nothing but itself in memory.
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}

/** Encoded size of a bytes (or text) field with `length` bytes of content, for field numbers below 16. */
export function bytesFieldLength(length: number): number {
  return 1 + varintLength(length) + length;
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) length++;
  return length;
}
