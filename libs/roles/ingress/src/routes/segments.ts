import { isUtf8 } from 'node:buffer';

import { ingressErrors } from '../errors.js';

/**
 * The segments of a request target's path (ingress-api 2). Leading and trailing slashes count for nothing; empty
 * segments in between do, for a key may be empty. Dot segments are ordinary text.
 */
export function segmentsOf(target: string): string[] {
  const path = pathOf(target);
  let start = 0;
  let end = path.length;
  while (start < end && path.charCodeAt(start) === slash) start++;
  while (end > start && path.charCodeAt(end - 1) === slash) end--;
  return start === end ? [] : path.slice(start, end).split('/');
}

/** The path of a target, which may be in absolute form (`http://host/path`), without its query. */
export function pathOf(target: string): string {
  const queryAt = target.indexOf('?');
  const end = queryAt < 0 ? target.length : queryAt;
  if (target.charCodeAt(0) === slash) return target.slice(0, end);
  const authorityAt = target.indexOf('://');
  const pathAt = authorityAt < 0 ? 0 : target.indexOf('/', authorityAt + '://'.length);
  return pathAt < 0 ? '' : target.slice(pathAt, end);
}

/**
 * Text of a key or scope segment: percent-decoded, then read as UTF-8. Escapes that are none stay as they are.
 * @param segment one character per byte
 */
export function decodeSegment(segment: string): string {
  if (isPlain.test(segment)) return segment;
  const bytes = Buffer.from(
    segment.replace(escape, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
  if (!isUtf8(bytes)) throw ingressErrors.undecodableSegment(segment);
  return bytes.toString('utf8');
}

const slash = 0x2f;
const isPlain = /^[\x20-\x24\x26-\x7e]*$/;
const escape = /%([0-9a-fA-F]{2})/g;
