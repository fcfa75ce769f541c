import { stdSerializers } from 'pino';

/** What is logged of an error besides its type, message and stack: what our errors and those of the system have. */
const loggedFields = ['code', 'details', 'retryable', 'errno', 'syscall', 'address', 'port'] as const;

/**
 * An error as it is logged, its causes in message and stack. Of what else hangs on it only {@link loggedFields}: errors of
 * libraries carry what was being done, as those of a Redis client do with the command that failed, `AUTH` and its password
 * included.
 */
export function loggedError(error: unknown): object {
  if (!isErrorLike(error)) return { message: String(error) };
  const { type, message, stack, ...rest } = stdSerializers.err(error);
  const fields: Readonly<Record<string, unknown>> = rest;
  const logged = loggedFields.filter((name) => fields[name] !== undefined);
  return { type, message, stack, ...Object.fromEntries(logged.map((name) => [name, fields[name]])) };
}

/** By shape, not by `instanceof`: errors of Node's core come from another realm when a program runs in a `vm` context. */
function isErrorLike(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'message' in error;
}
