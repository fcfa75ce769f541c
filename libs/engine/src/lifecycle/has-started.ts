import type { InvocationRow } from '@perdure/model';

/** Whether an attempt was ever asked for: before that, an invocation can be removed as if it had never been. */
export function hasStarted({ startedAtMs }: InvocationRow): boolean {
  return startedAtMs !== undefined;
}
