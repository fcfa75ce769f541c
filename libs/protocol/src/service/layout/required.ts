import { PerdureError } from '@perdure/model';

/** The value of a field that must be present; throws `DECODE_FAILED` saying what is missing. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new PerdureError('DECODE_FAILED', `${what} is missing`);
  return value;
}
