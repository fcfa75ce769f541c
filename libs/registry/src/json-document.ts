import { PerdureError } from '@perdure/model';

/**
 * Metadata documents are UTF-8 JSON objects with a `format`: they are written on operations and read at start, and
 * people may want to look at them. A reader refuses formats it does not know rather than lose what it does not
 * understand.
 */
const format = 1;

export function encodeDocument(fields: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ format, ...fields }));
}

/**
 * The fields of a document, as they were written.
 * @param title what the document is, in messages: `registry`
 * Throws `STORE_FORMAT_UNSUPPORTED` for a newer format and `DECODE_FAILED` for what is no such document.
 */
export function decodeDocument(title: string, bytes: Uint8Array): object {
  const document = parse(title, bytes);
  if (document.format === format) return document;
  throw new PerdureError(
    'STORE_FORMAT_UNSUPPORTED',
    `The ${title} is stored in format ${String(document.format)}, this version reads format ${format}. ` +
      'Run the version that wrote it, or a newer one.',
  );
}

function parse(title: string, bytes: Uint8Array): { readonly format: unknown } {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && 'format' in value) return value;
  } catch (cause) {
    throw new PerdureError('DECODE_FAILED', `The stored ${title} is not readable JSON.`, { cause });
  }
  throw new PerdureError('DECODE_FAILED', `The stored ${title} has no format.`);
}
