import { isPerdureError, secondMs, type AttemptFailure, type AttemptFailureCode } from '@perdure/model';

/** A failed attempt, and when the endpoint wants to be tried again if it said so. */
export interface EndpointFailure {
  readonly failure: AttemptFailure;
  readonly delayMs?: number;
}

/** What is wrong with a response head, or undefined (service-protocol 1.6). None of it is terminal. */
export function headFailure(
  status: number,
  headers: Readonly<Record<string, string>>,
  contentType: string,
  nowMs: number,
): EndpointFailure | undefined {
  if (status !== 200) return statusFailure(status, headers['retry-after'], nowMs);
  const actual = headers['content-type'];
  if (actual === contentType) return undefined;
  return internal(
    'RT0012',
    `the endpoint answered with content-type '${actual ?? ''}' instead of '${contentType}'; ` +
      `is something else listening at this address?`,
  );
}

/** The response ended before the attempt did (4.8). */
export function earlyEndFailure(isAtFrameBoundary: boolean): EndpointFailure {
  return internal(
    'RT0007',
    isAtFrameBoundary
      ? 'the endpoint ended the response without End, Suspension or Error'
      : 'the endpoint ended the response in the middle of a message',
  );
}

/** The connection failed, or what came over it is not the protocol (4.5), or what should go over it does not fit. */
export function streamFailure(error: unknown): EndpointFailure {
  return internal(streamFailureCode(error), error instanceof Error ? error.message : String(error));
}

export function abortTimeoutFailure(timeoutMs: number): EndpointFailure {
  return internal(
    'RT0001',
    `the attempt was cut: no progress within the abort timeout of ${timeoutMs} ms. ` +
      `Raise the abort timeout of the service if its steps take longer`,
  );
}

function statusFailure(status: number, retryAfter: string | undefined, nowMs: number): EndpointFailure {
  switch (status) {
    case 413:
      return internal(
        'RT0019',
        'the endpoint, or a gateway before it, refused the request as too large (status 413)',
      );
    case 415:
      return failure(
        415,
        'RT0015',
        'the endpoint no longer supports the protocol version it was registered with (status 415); register it again',
      );
    case 429:
    case 503: {
      const delayMs = retryAfterMs(retryAfter, nowMs);
      const overloaded = internal('RT0023', `the endpoint is overloaded or unavailable (status ${status})`);
      return delayMs === undefined ? overloaded : { ...overloaded, delayMs };
    }
    case 502:
    case 504:
      return internal('RT0010', `a gateway before the endpoint reports it unavailable (status ${status})`);
    default:
      return internal('RT0012', `the endpoint answered with unexpected status ${status}`);
  }
}

/** Whole seconds, or an HTTP date in the future. */
function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * secondMs;
  const delayMs = Date.parse(value) - nowMs;
  return delayMs > 0 ? delayMs : undefined;
}

/** Errors with a code are about the messages; any other one is the connection's. */
function streamFailureCode(error: unknown): AttemptFailureCode {
  if (isPerdureError(error, 'MESSAGE_TOO_LARGE')) return 'RT0003';
  return isPerdureError(error, 'DECODE_FAILED') ? 'RT0012' : 'RT0010';
}

function internal(restateCode: AttemptFailureCode, message: string): EndpointFailure {
  return failure(500, restateCode, message);
}

function failure(code: number, restateCode: AttemptFailureCode, message: string): EndpointFailure {
  return { failure: { code, restateCode, message } };
}
