/** The function was called and broke: it threw, ran out of time or memory, or could not be loaded. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';

  /** @param payload `{"errorType", "errorMessage", …}`, whatever the function's runtime says */
  constructor(kind: string, payload: Uint8Array) {
    super(`the function failed (${kind}): ${Buffer.from(payload).toString().slice(0, shownCharactersMax)}`);
  }
}

const shownCharactersMax = 1000;

/** The HTTP status AWS refused a call with; undefined when it gave none. */
export function refusalStatus(error: unknown): number | undefined {
  if (!hasMetadata(error)) return undefined;
  return error.$metadata.httpStatusCode;
}

/** Whether the same call may succeed a moment later: AWS could not be reached, is overloaded or broken. */
export function isPassing(error: unknown): boolean {
  if (error instanceof FunctionFailed) return false;
  const status = refusalStatus(error);
  if (status !== undefined) return status === 429 || status >= 500;
  // No credentials now are no credentials in a second.
  return !isWithoutCredentials(error);
}

/** What an attempt's listener hears, or who registers. Names of AWS errors say more than their messages. */
export function callFailure(arn: string, cause: unknown): Error {
  return new Error(`error when calling '${arn}': ${describe(cause)}`, { cause });
}

function describe(cause: unknown): string {
  // By shape, not by `instanceof`: errors of Node's core come from another realm when a program runs in a `vm` context.
  if (typeof cause !== 'object' || cause === null || !('message' in cause)) return String(cause);
  const message = String(cause.message);
  const isNameTelling = refusalStatus(cause) !== undefined || isWithoutCredentials(cause);
  return isNameTelling && 'name' in cause ? `${String(cause.name)}: ${message}` : message;
}

function isWithoutCredentials(error: unknown): boolean {
  return error instanceof Error && error.name === 'CredentialsProviderError';
}

function hasMetadata(error: unknown): error is { readonly $metadata: { readonly httpStatusCode?: number } } {
  return typeof error === 'object' && error !== null && '$metadata' in error;
}
