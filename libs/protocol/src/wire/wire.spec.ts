// eslint-disable-next-line @nx/enforce-module-boundaries -- the package is allowed, the rule does not know its subpath
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { ProtoReader } from './reader.js';
import { bytesFieldLength, ProtoWriter } from './writer.js';

type Field =
  | { readonly kind: 'uint'; readonly field: number; readonly value: number }
  | { readonly kind: 'uint64'; readonly field: number; readonly value: bigint }
  | { readonly kind: 'bool'; readonly field: number; readonly value: boolean }
  | { readonly kind: 'string'; readonly field: number; readonly value: string }
  | { readonly kind: 'bytes'; readonly field: number; readonly value: Uint8Array }
  | { readonly kind: 'uints'; readonly field: number; readonly value: readonly number[] }
  | { readonly kind: 'message'; readonly field: number; readonly value: readonly Field[] };

describe('the protobuf wire format', () => {
  it('is written as protobuf-es writes it, by a writer that is used again and again', () => {
    const writer = new ProtoWriter();
    fc.assert(
      fc.property(fields, (message) => {
        write(writer, message);
        expect(hex(writer.finish())).toBe(hex(writtenByOracle(message)));
      }),
      { numRuns: 500 },
    );
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fields, (message) => {
        const writer = new ProtoWriter();
        write(writer, message);
        expect(read(new ProtoReader(writer.finish()), message)).toEqual(message);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a nested message whose content ends where the buffer does', () => {
    for (let before = 200; before < 260; before++) {
      const bytes = new ProtoWriter()
        .bytes(1, Buffer.alloc(before, 1))
        .message(2, (nested) => nested.byte(7))
        .finish();
      expect(hex(bytes.subarray(-3))).toBe('120107');
    }
  });

  it('knows the size of a nested message beforehand', () => {
    for (const length of [0, 1, 127, 128, 5000, 20_000]) {
      const content = Buffer.alloc(length, 1);
      const sized = new ProtoWriter().sizedMessage(9, bytesFieldLength(length), (nested) =>
        nested.bytes(1, content),
      );
      expect(sized.finish()).toEqual(
        new ProtoWriter().message(9, (nested) => nested.bytes(1, content)).finish(),
      );
    }
  });

  it('hands out memory that the next message does not touch', () => {
    const writer = new ProtoWriter();
    for (const length of [10, 10_000]) {
      const first = writer.bytes(1, Buffer.alloc(length, 1)).finish();
      const copy = hex(first);
      writer.bytes(1, Buffer.alloc(length, 2)).finish();
      expect(hex(first)).toBe(copy);
    }
  });
});

describe('numbers', () => {
  it.each([
    ['2^32 − 1', 'ffffffff0f', 2 ** 32 - 1],
    ['2^53 − 1', 'ffffffffffffff0f', Number.MAX_SAFE_INTEGER],
  ])('%s is exact', (_, hexValue, value) => {
    expect(only(`08${hexValue}`).uint()).toBe(value);
    expect(only(`08${hexValue}`).uintSaturated()).toBe(value);
    expect(only(`08${hexValue}`).uint64()).toBe(BigInt(value));
  });

  it('beyond what a type holds are refused, or saturate where that is asked for', () => {
    expect(() => only('088080808010').uint32()).toThrow('integer out of range');
    expect(() => only('088080808080808010').uint()).toThrow('integer out of range');
    expect(only('08ffffffffffffffffff01').uintSaturated()).toBe(Number.MAX_SAFE_INTEGER);
    expect(only('08ffffffffffffffffff01').uint64()).toBe(2n ** 64n - 1n);
  });
});

describe('malformed input', () => {
  it.each([
    ['field number 0', '00'],
    ['a field number beyond 32 bits', '8080808010'],
    ['a group', '0b'],
    ['a varint without end', '08ffffffffffffffffffff01'],
    ['a length beyond the end', '0a05616263'],
    ['a length beyond every end', '0affffffffffffffffff01'],
    ['a fixed64 cut off', '0901020304'],
    ['a fixed32 cut off', '0d010203'],
  ])('%s is refused', (_, input) => {
    expect(failureOf(() => skipAll(input))).toMatchObject({ code: 'DECODE_FAILED' });
  });

  it('text that is not UTF-8 is refused, and a replacement character that was sent is kept', () => {
    expect(() => only('0a02c328').string()).toThrow('text is not UTF-8');
    expect(() => only('0a03eda080').string()).toThrow('text is not UTF-8');
    expect(only('0a03efbfbd').string()).toBe('�');
    expect(only('0a04efbbbf61').string()).toBe('\ufeffa');
  });

  it('whatever it is, is read or refused', () => {
    const read = fc.constantFrom<(reader: ProtoReader) => unknown>(
      (reader) => reader.uint(),
      (reader) => reader.uint64(),
      (reader) => reader.string(),
      (reader) => reader.bytes(),
      (reader) => {
        reader.uints([]);
      },
      (reader) => {
        for (const nested = reader.message(); nested.next();) nested.skip();
      },
      (reader) => {
        reader.skip();
      },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.array(read, { minLength: 30 }), (bytes, reads) => {
        const failure = failureOf(() => {
          for (const reader = new ProtoReader(bytes); reader.next();) reads.pop()?.(reader);
        });
        if (failure !== undefined) expect(failure).toMatchObject({ code: 'DECODE_FAILED' });
      }),
      { numRuns: 2000 },
    );
  });
});

const number = fc.integer({ min: 1, max: 40 });
const { fields } = fc.letrec<{ fields: Field[]; field: Field }>((tie) => ({
  fields: fc.array(tie('field'), { maxLength: 6 }),
  field: fc.oneof(
    { depthSize: 'small' },
    fc.record({ kind: fc.constant('uint'), field: number, value: fc.maxSafeNat() }),
    fc.record({
      kind: fc.constant('uint64'),
      field: number,
      value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    }),
    fc.record({ kind: fc.constant('bool'), field: number, value: fc.boolean() }),
    fc.record({
      kind: fc.constant('string'),
      field: number,
      value: fc.string({ unit: 'grapheme', maxLength: 200 }),
    }),
    fc.record({ kind: fc.constant('bytes'), field: number, value: fc.uint8Array({ maxLength: 300 }) }),
    fc.record({
      kind: fc.constant('uints'),
      field: number,
      value: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 100 }),
    }),
    fc.record({ kind: fc.constant('message'), field: number, value: tie('fields') }),
  ),
}));

function write(writer: ProtoWriter, message: readonly Field[]): void {
  for (const { kind, field, value } of message)
    switch (kind) {
      case 'uint':
        writer.uint(field, value);
        break;
      case 'uint64':
        writer.uint64(field, value);
        break;
      case 'bool':
        writer.bool(field, value);
        break;
      case 'string':
        writer.string(field, value);
        break;
      case 'bytes':
        writer.bytes(field, value);
        break;
      case 'uints':
        writer.packedUints(field, value);
        break;
      case 'message':
        writer.message(field, (nested) => write(nested, value));
    }
}

function writtenByOracle(message: readonly Field[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const { kind, field, value } of message)
    switch (kind) {
      case 'uint':
      case 'uint64':
        writer.tag(field, WireType.Varint).uint64(BigInt(value));
        break;
      case 'bool':
        writer.tag(field, WireType.Varint).bool(value);
        break;
      case 'string':
        writer.tag(field, WireType.LengthDelimited).string(value);
        break;
      case 'bytes':
        writer.tag(field, WireType.LengthDelimited).bytes(value);
        break;
      case 'uints':
        writer.tag(field, WireType.LengthDelimited).fork();
        for (const item of value) writer.uint32(item);
        writer.join();
        break;
      case 'message':
        writer.tag(field, WireType.LengthDelimited).bytes(writtenByOracle(value));
    }
  return writer.finish();
}

/** Reads the fields in the order `shape` names them. */
function read(reader: ProtoReader, shape: readonly Field[]): Field[] {
  const message = shape.map((expected): Field => {
    reader.next();
    const { field } = reader;
    switch (expected.kind) {
      case 'uint':
        return { kind: 'uint', field, value: reader.uint() };
      case 'uint64':
        return { kind: 'uint64', field, value: reader.uint64() };
      case 'bool':
        return { kind: 'bool', field, value: reader.bool() };
      case 'string':
        return { kind: 'string', field, value: reader.string() };
      case 'bytes':
        return { kind: 'bytes', field, value: Uint8Array.from(reader.bytes()) };
      case 'uints': {
        const value: number[] = [];
        reader.uints(value);
        return { kind: 'uints', field, value };
      }
      case 'message':
        return { kind: 'message', field, value: read(reader.message(), expected.value) };
    }
  });
  expect(reader.next()).toBe(false);
  return message;
}

function only(hexBytes: string): ProtoReader {
  const reader = new ProtoReader(Buffer.from(hexBytes, 'hex'));
  reader.next();
  return reader;
}

function skipAll(hexBytes: string): void {
  for (const reader = new ProtoReader(Buffer.from(hexBytes, 'hex')); reader.next();) reader.skip();
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function failureOf(attempt: () => unknown): unknown {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error;
  }
}
