import { AnswerError } from '../http/answer.js';

const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What the server itself says in every request, and what belongs to the connection rather than to a request. */
const reserved = new Set([
  'accept',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The headers a deployment is to be sent, by lower-case name. Refused with 422 rather than registered when a request
 * could not carry them, for then no attempt would ever succeed.
 */
export function decodeAdditionalHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const decoded = new Map<string, string>();
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (!headerName.test(name)) throw refused(given, 'it is not the name of a header');
    if (reserved.has(name)) throw refused(given, 'the server sets it itself');
    if (decoded.has(name))
      throw refused(given, 'it is given twice, names differ by more than upper and lower case');
    if (!headerValue.test(value)) throw refused(given, 'its value has characters that a header cannot carry');
    decoded.set(name, value);
  }
  return Object.fromEntries(decoded);
}

function refused(name: string, reason: string): AnswerError {
  return AnswerError.text(
    422,
    `Failed to deserialize the JSON body into the target type: additional_headers: '${name}' cannot be sent: ${reason}`,
  );
}
