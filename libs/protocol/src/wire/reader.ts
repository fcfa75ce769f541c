import { PerdureError } from '@perdure/model';
import { wireType } from './writer.js';

const uint32Max = 0xffff_ffff;

/**
 * Reads protobuf fields one after the other:
 *
 *     for (const reader = new ProtoReader(bytes); reader.next(); )
 *       switch (reader.field) { case 1: name = reader.string(); break; default: reader.skip(); }
 *
 * Every field must be read or skipped. Anything malformed throws `DECODE_FAILED`; nothing reads beyond the bytes given.
 */
export class ProtoReader {
  /** Number of the field `next` found. */
  field = 0;
  private type = 0;
  private position: number;
  private readonly end: number;
  private readonly buffer: Buffer;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.buffer = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = start;
    this.end = end;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.position >= this.end) return false;
    const tag = this.varint();
    if (tag > uint32Max) throw malformed('field number out of range');
    this.field = Math.floor(tag / 8);
    this.type = tag % 8;
    if (this.field === 0) throw malformed('field number 0');
    return true;
  }

  /** An unsigned integer; more than 2^53 − 1 is refused. */
  uint(): number {
    this.expect(wireType.varint);
    const value = this.varint();
    if (value > Number.MAX_SAFE_INTEGER) throw malformed('integer out of range');
    return value;
  }

  /** A protobuf `uint32`; more than 32 bits are refused rather than cut off. */
  uint32(): number {
    this.expect(wireType.varint);
    return this.varint32();
  }

  /** A protobuf `uint64` for which "later than any number we can hold" is as good as its exact value: a time. */
  uintSaturated(): number {
    this.expect(wireType.varint);
    return Math.min(this.varint(), Number.MAX_SAFE_INTEGER);
  }

  uint64(): bigint {
    this.expect(wireType.varint);
    return this.varint64();
  }

  bool(): boolean {
    this.expect(wireType.varint);
    return this.varint() !== 0;
  }

  string(): string {
    const [start, end] = this.span();
    const text = this.buffer.toString('utf8', start, end);
    // toString replaces bad sequences; a replacement character that was not sent means the bytes were no UTF-8.
    if (text.includes('�') && !isUtf8Text(this.buffer, start, end)) throw malformed('text is not UTF-8');
    return text;
  }

  /** A view of the bytes, valid as long as the message's buffer is. */
  bytes(): Uint8Array {
    const [start, end] = this.span();
    return this.buffer.subarray(start, end);
  }

  /** A reader of the nested message. */
  message(): ProtoReader {
    const [start, end] = this.span();
    return new ProtoReader(this.buffer, start, end);
  }

  /** Appends the values of a repeated uint32 field, packed or not, to `values`. */
  uints(values: number[]): void {
    if (this.type === wireType.varint) {
      values.push(this.varint32());
      return;
    }
    const [start, end] = this.span();
    for (const packed = new ProtoReader(this.buffer, start, end); packed.position < packed.end;)
      values.push(packed.varint32());
  }

  /** One byte outside of any field, at the very start of our own formats. */
  byte(): number {
    const value = this.position < this.end ? this.buffer[this.position++] : undefined;
    if (value === undefined) throw malformed('unexpected end');
    return value;
  }

  skip(): void {
    switch (this.type) {
      case wireType.varint:
        this.varint();
        return;
      case wireType.fixed64:
        this.advance(8);
        return;
      case wireType.bytes:
        this.span();
        return;
      case wireType.fixed32:
        this.advance(4);
        return;
      default:
        throw malformed(`wire type ${String(this.type)}`);
    }
  }

  private expect(type: number): void {
    if (this.type !== type)
      throw malformed(
        `field ${String(this.field)} has wire type ${String(this.type)}, expected ${String(type)}`,
      );
  }

  private span(): [start: number, end: number] {
    this.expect(wireType.bytes);
    const length = this.varint();
    const start = this.position;
    this.advance(length);
    return [start, this.position];
  }

  private advance(length: number): void {
    if (length > this.end - this.position) throw malformed('unexpected end');
    this.position += length;
  }

  private varint32(): number {
    const value = this.varint();
    if (value > uint32Max) throw malformed('integer out of range');
    return value;
  }

  /** Exact below 2^53; beyond that a number of the right size, which callers refuse or saturate. */
  private varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    throw malformed('varint too long');
  }

  private varint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw malformed('varint too long');
  }
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isUtf8Text(buffer: Buffer, start: number, end: number): boolean {
  try {
    strictDecoder.decode(buffer.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}

function malformed(what: string): PerdureError {
  return new PerdureError('DECODE_FAILED', `malformed protobuf: ${what}`);
}
