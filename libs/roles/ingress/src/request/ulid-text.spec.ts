import { ulidText } from './ulid-text.js';

it('writes 128 bits as 26 characters', () => {
  expect(ulidText(new Uint8Array(16))).toBe('00000000000000000000000000');
  expect(ulidText(new Uint8Array(16).fill(0xff))).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  // 01ARYZ6S41 is the time of the example in the ULID specification: 1469918176385 ms.
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(1469918176385, 0, 6);
  expect(ulidText(bytes)).toBe('01ARYZ6S410000000000000000');
});
