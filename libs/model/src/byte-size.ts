import { PerdureError } from './errors.js';

const kibi = 1024;
const kilo = 1000;
const unitBytes: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KIB: kibi,
  MIB: kibi ** 2,
  GIB: kibi ** 3,
  TIB: kibi ** 4,
  KB: kilo,
  MB: kilo ** 2,
  GB: kilo ** 3,
  TB: kilo ** 4,
};

const pattern = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i;

/**
 * Bytes of a size such as `32 MiB`, `64KB` or `123`; KiB is 1024 bytes, KB is 1000, upper and lower case mean the same.
 * Throws `CONFIG_INVALID` when it is none, or no whole number of bytes.
 */
export function parseByteSize(text: string): number {
  const [, digits, unit] = pattern.exec(text.trim()) ?? [];
  const scale = unitBytes[unit?.toUpperCase() ?? ''];
  const bytes = digits === undefined || scale === undefined ? Number.NaN : Number(digits) * scale;
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new PerdureError(
    'CONFIG_INVALID',
    `'${text}' is no size: write a number of bytes, or one with a unit such as 512 KiB, 32 MiB or 10 MB`,
  );
}

const shownUnits = [
  ['TiB', kibi ** 4],
  ['GiB', kibi ** 3],
  ['MiB', kibi ** 2],
  ['KiB', kibi],
] as const;

/** The size in the largest binary unit that divides it: `32 MiB`, `1500 B`. */
export function formatByteSize(bytes: number): string {
  for (const [unit, scale] of shownUnits)
    if (bytes >= scale && bytes % scale === 0) return `${String(bytes / scale)} ${unit}`;
  return `${String(bytes)} B`;
}
