import { PerdureError } from '@perdure/model';

/** What a function answered. */
export interface LambdaResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Reads `{statusCode, headers?, body?, isBase64Encoded?}`. Throws `DECODE_FAILED`. */
export function decodeResponse(payload: Uint8Array): LambdaResponse {
  const json = parse(payload);
  if (typeof json !== 'object' || json === null || !('statusCode' in json)) throw notAResponse();
  const { statusCode } = json;
  if (typeof statusCode !== 'number') throw notAResponse();
  const body = 'body' in json && typeof json.body === 'string' ? json.body : '';
  const isBase64 = 'isBase64Encoded' in json && json.isBase64Encoded === true;
  return {
    status: statusCode,
    headers: lowerCased('headers' in json ? json.headers : undefined),
    body: Buffer.from(body, isBase64 ? 'base64' : 'utf8'),
  };
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString());
  } catch (cause) {
    throw notAResponse(cause);
  }
}

function lowerCased(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function notAResponse(cause?: unknown): PerdureError {
  return new PerdureError(
    'DECODE_FAILED',
    'the function returned something else than a response; is its handler made by an SDK?',
    cause === undefined ? {} : { cause },
  );
}
