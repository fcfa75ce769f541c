import fc from 'fast-check';
import { formatByteSize, parseByteSize } from './byte-size.js';

it.each([
  ['32 MiB', 32 * 1024 ** 2],
  ['32MiB', 32 * 1024 ** 2],
  ['32mib', 32 * 1024 ** 2],
  ['64KB', 64_000],
  ['1.5 KiB', 1536],
  ['123', 123],
  ['123 B', 123],
  ['0', 0],
])('reads %j as %d bytes', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});

it.each(['', 'MiB', '-1', '1 XB', '0.3 B', '1e3', '10 MiB/s', '99999999 TiB'])('refuses %j', (text) => {
  expect(() => parseByteSize(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
});

it('writes what is read back as the same', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.maxSafeNat(),
        fc.nat(4096).map((n) => n * 1024 ** 3),
      ),
      (bytes) => {
        expect(parseByteSize(formatByteSize(bytes))).toBe(bytes);
      },
    ),
  );
  expect(formatByteSize(32 * 1024 ** 2)).toBe('32 MiB');
  expect(formatByteSize(1500)).toBe('1500 B');
});
