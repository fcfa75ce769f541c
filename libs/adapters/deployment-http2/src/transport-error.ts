import { getSystemErrorMap } from 'node:util';

/** What an attempt's listener hears when its stream breaks: names the endpoint, and what went wrong in words. */
export function transportError(uri: string, cause: unknown): Error {
  return new Error(`error when calling '${uri}': ${describeCause(cause)}`, { cause });
}

export function describeCause(cause: unknown): string {
  // By shape, not by `instanceof`: errors of Node's core come from another realm when a program runs in a `vm` context.
  if (typeof cause !== 'object' || cause === null || !('message' in cause)) return String(cause);
  if (cause.message === '' && 'errors' in cause && Array.isArray(cause.errors)) {
    // Node tries every address of a name and reports all failures together, without a message of their own.
    return cause.errors.map(describeCause).join('; ');
  }
  const errno = 'errno' in cause && typeof cause.errno === 'number' ? cause.errno : undefined;
  const systemError = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  const message = String(cause.message);
  return systemError === undefined ? message : `${systemError[1]} (${message})`;
}
