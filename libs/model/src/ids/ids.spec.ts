import fc from 'fast-check';
import { formatAwakeableId, parseAwakeableId } from './awakeable-id.js';
import { decodeBase62, encodeBase62 } from './base62.js';
import { deploymentIdFromBytes, parseDeploymentId } from './deployment-id.js';
import {
  invocationIdFromBytes,
  invocationIdToBytes,
  parseInvocationId,
  partitionOf,
  type InvocationId,
} from './invocation-id.js';

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const malformed = (message: string): Error =>
  expect.objectContaining({ name: 'PerdureError', code: 'ID_MALFORMED', message }) as Error;

const invocationIdBytes = fc.uint8Array({ minLength: 24, maxLength: 24 });

/** Service-protocol 6.2. */
const vectors = [
  ['b15f042434957ec493e72c9baf53175a8387b9fbae649db4', 'inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr'],
  ['000000000000000000000000000000000000000000000000', 'inv_1000000000000000000000000000000000'],
  ['ffffffffffffffffffffffffffffffffffffffffffffffff', 'inv_1lYGhA16ahyf7N42dgm5tFLK9N8MT7fHC7'],
  ['e7483a8d2ec640f4b01ffcf90dd0220c7cac35eecaaeddd5', 'inv_1kY9uzH4Oe2z6vyFQyINxE9FhPNef3joiY'],
  ['00073cf1ba61d919c28da56ac66273e2d4ef8158dc8f6caa', 'inv_12dAQTumRwUU5bAj81MJEjccnZ6nM1Rl5g'],
  ['000000000000000100000000000000000000000000000001', 'inv_105k1wlNFHb201SZwviYzes2mjOamuMJWw'],
] as const;

describe('base 62', () => {
  it('reads what it wrote, at the width asked for', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 128n) - 1n), fc.integer({ min: 22, max: 30 }), (value, width) => {
        const text = encodeBase62(value, width);
        expect(text).toMatch(new RegExp(`^[0-9a-zA-Z]{${width}}$`));
        expect(decodeBase62(text)).toBe(value);
      }),
    );
  });

  it('sorts digits before lower before upper case', () => {
    expect(['0', '9', 'a', 'z', 'A', 'Z', '10'].map(decodeBase62)).toEqual([0n, 9n, 10n, 35n, 36n, 61n, 62n]);
  });

  it('refuses foreign characters', () => {
    for (const text of ['-', '12_4', 'é', '12345678!', ' 1'])
      expect(() => decodeBase62(text)).toThrow(malformed('base62 decode error'));
  });
});

describe('invocation ids', () => {
  it.each(vectors)('%s is written %s', (hex, text) => {
    expect(invocationIdFromBytes(fromHex(hex))).toBe(text);
    expect(toHex(invocationIdToBytes(text as InvocationId))).toBe(hex);
    expect(parseInvocationId(text)).toBe(text);
  });

  it('of any bytes come back as those bytes, wherever in a buffer they lie', () => {
    fc.assert(
      fc.property(invocationIdBytes, fc.nat(16), (bytes, offset) => {
        const larger = Buffer.concat([Buffer.alloc(offset, 0xaa), bytes, Buffer.alloc(3, 0xbb)]);
        const id = invocationIdFromBytes(larger.subarray(offset));
        expect(invocationIdToBytes(parseInvocationId(id))).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['', 'bad format'],
    ['foo', 'bad format'],
    ['inv', 'bad format'],
    ['inv-1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr', 'bad format'],
    ['inv_', 'bad length'],
    ['snap_', 'bad length'],
    ['inv_1', 'bad length'],
    ['inv_1aaaa', 'bad length'],
    ['inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKE', 'bad length'],
    ['inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKErr', 'bad length'],
    ['inv_2gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr', 'unrecognized codec version'],
    ['inv_bad', 'unrecognized codec version'],
    ['inv__1', 'unrecognized codec version'],
    ['dp_11f3OZaAhj0LoOaEVlmSZbj', "id doesn't match the expected type"],
    ['prom_1dabc', "id doesn't match the expected type"],
    ['INV_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr', 'unrecognized resource type: INV'],
    ['_1abc', 'unrecognized resource type: '],
    ['inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKE!', 'base62 decode error'],
    ['inv_1gRVZLg3qi7-5uOxXIL7jSdFOiqiyTQKEr', 'base62 decode error'],
    ['inv_1ZZZZZZZZZZZ5uOxXIL7jSdFOiqiyTQKEr', 'base62 decode error'],
    ['inv_1gRVZLg3qi7nZZZZZZZZZZZZZZZZZZZZZZ', 'base62 decode error'],
  ])('%j is none: %s', (text, problem) => {
    expect(() => parseInvocationId(text)).toThrow(malformed(problem));
  });

  it('whatever the text, parsing ends in an id or in ID_MALFORMED', () => {
    const almost = fc.string({ unit: 'binary', maxLength: 40 }).map((tail) => `inv_1${tail}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), almost), (text) => {
        try {
          expect(parseInvocationId(text)).toBe(text);
        } catch (error) {
          expect(error).toMatchObject({ name: 'PerdureError', code: 'ID_MALFORMED' });
        }
      }),
    );
  });
});

describe('partitionOf', () => {
  it('is floor(partitionKey × count / 2^64)', () => {
    fc.assert(
      fc.property(invocationIdBytes, fc.integer({ min: 1, max: 65_535 }), (bytes, count) => {
        const key = Buffer.from(bytes).readBigUInt64BE(0);
        const partition = partitionOf(invocationIdFromBytes(bytes), count);
        expect(BigInt(partition)).toBe((key * BigInt(count)) / (1n << 64n));
      }),
    );
  });

  it('spreads from the first partition to the last', () => {
    const [, lowest, highest] = vectors.map(([hex]) => invocationIdFromBytes(fromHex(hex)));
    expect([lowest!, highest!].map((id) => partitionOf(id, 24))).toEqual([0, 23]);
  });
});

describe('awakeable ids', () => {
  const text = 'sign_1-8ohBf9J-dLgby_Sc029zAtu7RYHLumSAAAAEQ';

  it.each([text, `${text}=`, `${text}==`])('%s is read', (encoded) => {
    const { invocationId, signalIndex } = parseAwakeableId(encoded);
    expect(formatAwakeableId({ invocationId, signalIndex })).toBe(encoded.replaceAll('=', ''));
    expect(toHex(invocationIdToBytes(invocationId))).toBe('fbca2105ff49f9d2e06f2fd2734dbdcc0b6eed16072ee992');
    expect(signalIndex).toBe(17);
  });

  it('carry any invocation and signal', () => {
    fc.assert(
      fc.property(invocationIdBytes, fc.nat(0xffff_ffff), (bytes, signalIndex) => {
        const index = Buffer.alloc(4);
        index.writeUInt32BE(signalIndex);
        const encoded = `sign_1${Buffer.concat([bytes, index]).toString('base64url')}`;
        expect(parseAwakeableId(encoded)).toEqual({
          invocationId: invocationIdFromBytes(bytes),
          signalIndex,
        });
      }),
    );
  });

  it.each([
    ['foo', 'bad format'],
    ['sign_', 'bad length'],
    ['sign_1abc', "id doesn't match the expected type"],
    [`${text}AA`, "id doesn't match the expected type"],
    [`${text.slice(0, -1)}!`, "id doesn't match the expected type"],
    // Bits are set behind the last byte.
    [`${text.slice(0, -1)}R`, "id doesn't match the expected type"],
    [text.replace('sign_1', 'sign_2'), 'unrecognized codec version'],
    ['SIGN_1abc', 'unrecognized resource type: SIGN'],
    ['prom_1abc', 'bad length'],
    [text.replace('sign', 'prom'), "id doesn't match the expected type"],
    ['inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr', "id doesn't match the expected type"],
  ])('%s is none: %s', (other, problem) => {
    expect(() => parseAwakeableId(other)).toThrow(malformed(problem));
  });
});

describe('deployment ids', () => {
  it('are 22 digits of 16 bytes', () => {
    expect(deploymentIdFromBytes(new Uint8Array(16))).toBe('dp_10000000000000000000000');
    expect(deploymentIdFromBytes(new Uint8Array(16).fill(0xff))).toBe('dp_17N42dgm5tFLK9N8MT7fHC7');
    expect(parseDeploymentId('dp_11f3OZaAhj0LoOaEVlmSZbj')).toBe('dp_11f3OZaAhj0LoOaEVlmSZbj');
  });

  it.each([
    '',
    'dp_1',
    'dp_11f3OZaAhj0LoOaEVlmSZb',
    'dp_21f3OZaAhj0LoOaEVlmSZbj',
    'inv_11f3OZaAhj0LoOaEVlmSZb',
  ])('%j is none', (text) => {
    expect(() => parseDeploymentId(text)).toThrow(malformed('bad format'));
  });
});
