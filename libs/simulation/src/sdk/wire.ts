import type { Frame } from '@perdure/model';

/*
 * Protobuf as an SDK writes it, of its own: what the server reads and writes is judged by another hand's code.
 */

const varint = 0;
const lengthDelimited = 2;
const requestedAckFlag = 0x80;

/** One message. Fields are written in the order of the calls. */
export class WireWriter {
  private readonly parts: Uint8Array[] = [];

  uint(field: number, value: number): this {
    this.parts.push(encodeVarint(field * 8 + varint), encodeVarint(value));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.parts.push(encodeVarint(field * 8 + lengthDelimited), encodeVarint(value.length), value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value));
  }

  /** Nothing for undefined: an optional field. */
  optionalText(field: number, value: string | undefined): this {
    return value === undefined ? this : this.text(field, value);
  }

  message(field: number, write: (nested: WireWriter) => void): this {
    const nested = new WireWriter();
    write(nested);
    return this.bytes(field, nested.finish());
  }

  finish(): Uint8Array {
    return Buffer.concat(this.parts);
  }
}

/** The fields of a message by number, in the order they came: numbers of varints, bytes of everything else. */
export class WireFields {
  private readonly fields = new Map<number, Array<number | Uint8Array>>();

  constructor(payload: Uint8Array) {
    let position = 0;
    const next = (): number => {
      let value = 0;
      for (let factor = 1; ; factor *= 0x80) {
        const byte = payload[position++] ?? 0;
        value += (byte & 0x7f) * factor;
        if (byte < 0x80) return value;
      }
    };
    while (position < payload.length) {
      const tag = next();
      const value = next();
      const field = Math.floor(tag / 8);
      const values = this.fields.get(field) ?? [];
      this.fields.set(field, values);
      if (tag % 8 === varint) values.push(value);
      else values.push(payload.subarray(position, (position += value)));
    }
  }

  number(field: number): number {
    const value = this.fields.get(field)?.at(-1);
    return typeof value === 'number' ? value : 0;
  }

  bytes(field: number): Uint8Array | undefined {
    return this.allBytes(field).at(-1);
  }

  allBytes(field: number): Uint8Array[] {
    return (this.fields.get(field) ?? []).filter((value) => typeof value !== 'number');
  }
}

/** A frame with its header (service-protocol 3.1). */
export function encodeSdkFrame({ type, payload }: Frame, isAckRequested: boolean): Uint8Array {
  const bytes = Buffer.alloc(8 + payload.length);
  bytes.writeUInt16BE(type, 0);
  bytes[2] = isAckRequested ? requestedAckFlag : 0;
  bytes.writeUInt32BE(payload.length, 4);
  bytes.set(payload, 8);
  return bytes;
}

function encodeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
