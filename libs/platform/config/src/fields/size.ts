import { formatByteSize, isPerdureError, parseByteSize } from '@perdure/model';
import { type z } from 'zod';

import { asText, derivedSetting, setting, type SettingOptions } from './setting.js';

interface SizeOptions {
  readonly description: string;
  readonly minBytes: number;
  readonly maxBytes: number;
}

/** A number of bytes such as `32 MiB`. */
export function size({
  default: standard,
  ...options
}: SizeOptions & { default: string }): z.ZodType<number> {
  return setting({ ...sizeOptions(options), default: standard });
}

export function derivedSize(
  options: SizeOptions & { defaultInWords: string },
): z.ZodType<number | undefined> {
  return derivedSetting({ ...sizeOptions(options), defaultInWords: options.defaultInWords });
}

function sizeOptions({ description, minBytes, maxBytes }: SizeOptions): SettingOptions<number> {
  const bounds = `${formatByteSize(minBytes)} to ${formatByteSize(maxBytes)}`;
  return {
    type: 'size',
    description,
    bounds,
    expected: `a size such as 512 KiB or 32 MiB, ${bounds}`,
    parse: (given) => bytesWithin(given, minBytes, maxBytes),
    format: formatByteSize,
  };
}

function bytesWithin(given: unknown, minBytes: number, maxBytes: number): number | undefined {
  const text = asText(given);
  if (text === undefined) return undefined;
  try {
    const bytes = parseByteSize(text);
    return bytes >= minBytes && bytes <= maxBytes ? bytes : undefined;
  } catch (error) {
    if (isPerdureError(error)) return undefined;
    throw error;
  }
}
