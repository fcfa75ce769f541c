import { PerdureError } from '@perdure/model';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A `T` while its fields are read: the `Required` ones have no default and must turn up. */
export type Draft<T, Required extends keyof T = never> = Mutable<Omit<T, Required>> &
  Partial<Mutable<Pick<T, Required>>>;

/** The draft as the finished value; throws `DECODE_FAILED` when one of the required fields never came. */
export function completed<T, Required extends keyof T & string>(
  what: string,
  draft: Draft<T, Required>,
  ...required: readonly Required[]
): T {
  for (const name of required) present(what, name, draft[name]);
  return draft as T;
}

/** The value of a field that must be there; throws `DECODE_FAILED` when it is not. */
export function present<V>(what: string, name: string, value: V | undefined): V {
  if (value === undefined) throw new PerdureError('DECODE_FAILED', `${what} has no ${name}`);
  return value;
}
