type Present<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

/** The fields that are neither null nor undefined: in the model, absent fields are not there at all. */
export function withoutAbsent<T extends object>(fields: T): Present<T> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(present) as Present<T>;
}
