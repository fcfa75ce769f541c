/**
 * Every error Perdure raises on purpose. The code is what callers branch on, the message says what to do next.
 * Each code has a page `docs/errors/<CODE>.md`; a test keeps list and pages in step.
 */
export const errorCodes = [
  /** Another owner holds a newer epoch of the partition: stop, without having told anyone anything. */
  'STORE_FENCED',
  /** The store is not at the sequence this owner wrote last: drop all memory, reload, read the log again. */
  'STORE_DIVERGED',
  /** The store cannot be reached or refuses writes right now. */
  'STORE_UNAVAILABLE',
  /** The store holds data this version cannot read. */
  'STORE_FORMAT_UNSUPPORTED',
  /** The store is empty although the command log is not. */
  'STORE_EMPTY',
  /** The data directory is in use by another process. */
  'STORE_LOCKED',
  /** The command log cannot be reached or refuses appends right now. */
  'LOG_UNAVAILABLE',
  /** The command log did not say whether it took a command, and no longer can: it may be applied or not. */
  'LOG_OUTCOME_UNKNOWN',
  /** The command log does not hold what the store says it held: records are missing, or the log was made anew. */
  'LOG_DIVERGED',
  /** The command is larger than the command log takes. */
  'COMMAND_TOO_LARGE',
  /** The partition has more waiting inputs than its bound. */
  'PARTITION_OVERLOADED',
  /** The partition has no owner here (it is starting, stopping, or owned elsewhere). */
  'PARTITION_UNAVAILABLE',
  /** A setting is missing, malformed or out of bounds. */
  'CONFIG_INVALID',
  /** A text that should be an id is none. */
  'ID_MALFORMED',
  /** A text that should be a duration is none. */
  'DURATION_MALFORMED',
  /** Bytes that should be a frame, row or command cannot be decoded. */
  'DECODE_FAILED',
  /** A message or request is longer than its limit. */
  'MESSAGE_TOO_LARGE',
  /** A deployment cannot be reached or discovered. */
  'DISCOVERY_FAILED',
  /** A deployment's manifest breaks a rule. */
  'MANIFEST_INVALID',
  /** Registering would break running clients, and the request did not allow it. */
  'REGISTRATION_CONFLICT',
  /** The address of a deployment cannot be used. */
  'DEPLOYMENT_ADDRESS_INVALID',
  /** The server may not connect to the address of a deployment. */
  'DEPLOYMENT_ADDRESS_FORBIDDEN',
  /** A metadata document was changed by somebody else in between. */
  'METADATA_CONFLICT',
  /** There would be more rules of flow control than every node can hold. */
  'LIMIT_RULES_TOO_MANY',
  /** The keys that tell whether a token is genuine cannot be fetched right now. */
  'IDENTITY_PROVIDER_UNAVAILABLE',
  /** We are wrong: a state that must not exist. The partition stops rather than write it. */
  'INVARIANT_VIOLATED',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface PerdureErrorOptions {
  /** Whether the same operation may succeed later, unchanged. */
  readonly retryable?: boolean;
  /** Facts for logs and callers; never payloads or secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export class PerdureError extends Error {
  override readonly name = 'PerdureError';
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: PerdureErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** True for a {@link PerdureError} with one of the given codes (any code when none is given). */
export function isPerdureError(error: unknown, ...codes: ErrorCode[]): error is PerdureError {
  return error instanceof PerdureError && (codes.length === 0 || codes.includes(error.code));
}
