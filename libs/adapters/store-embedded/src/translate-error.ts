import { isPerdureError, PerdureError } from '@perdure/model';

/** What LevelDB reported, in the words of the store port. The original stays as the cause. */
export function translateError(error: unknown, directory: string): PerdureError {
  if (isPerdureError(error)) return error;
  const codes = codesOf(error);
  const options = { cause: error, details: { directory, levelCode: codes.at(-1) } };

  if (codes.includes('LEVEL_LOCKED')) {
    return new PerdureError(
      'STORE_LOCKED',
      `Another server uses the data directory ${directory}. Stop it, or start this one with a directory of its own.`,
      options,
    );
  }
  if (codes.includes('LEVEL_CORRUPTION')) {
    return new PerdureError(
      'STORE_UNAVAILABLE',
      `The data in ${directory} is damaged. Restore the directory from a backup.`,
      options,
    );
  }
  return new PerdureError(
    'STORE_UNAVAILABLE',
    `The store in ${directory} cannot be used right now: ${rootMessage(error)}. Check free space, permissions and the disk.`,
    { ...options, retryable: true },
  );
}

export function closedError(directory: string): PerdureError {
  return new PerdureError('STORE_UNAVAILABLE', `The store in ${directory} is closed.`, {
    retryable: true,
    details: { directory },
  });
}

/** Codes from the outermost error to the innermost: LevelDB wraps its reason into a general one. */
function codesOf(error: unknown): string[] {
  return causesOf(error).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
}

function rootMessage(error: unknown): string {
  const message = causesOf(error).at(-1)?.message;
  return typeof message === 'string' ? message : String(error);
}

interface Causes {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

/** Read by shape: errors made in native code need not be instances of this realm's `Error`. */
function causesOf(error: unknown): Causes[] {
  const causes: Causes[] = [];
  for (let next = error; typeof next === 'object' && next !== null;) {
    const current: Causes = next;
    causes.push(current);
    next = current.cause;
  }
  return causes;
}
