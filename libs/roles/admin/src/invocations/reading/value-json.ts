import type { Failure } from '@perdure/model';

import type { Content, FailureJson } from './invocation-shapes.js';

/** Longer values are cut: they are for looking at, and a page holds many. */
const shownBytesMax = 4096;

export function contentJson(bytes: Uint8Array): Content {
  const shown = bytes.subarray(0, shownBytesMax);
  const isCut = shown.length < bytes.length;
  const text = textOf(shown, isCut);
  return {
    length: bytes.length,
    ...(text === undefined ? { base64: Buffer.from(shown).toString('base64') } : { text }),
    ...(isCut && { truncated: true }),
  };
}

/** Undefined when the bytes are no UTF-8; a character that was cut in two is left out. */
function textOf(bytes: Uint8Array, isCut: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}

export function failureJson({ code, message, metadata, stacktrace }: Failure): FailureJson {
  return {
    code,
    message,
    ...(metadata !== undefined && { metadata: Object.fromEntries(metadata) }),
    ...(stacktrace !== undefined && { stacktrace }),
  };
}

export function timeJson(unixMs: number): string;
export function timeJson(unixMs: number | undefined): string | undefined;
export function timeJson(unixMs: number | undefined): string | undefined {
  return unixMs === undefined ? undefined : new Date(unixMs).toISOString();
}
