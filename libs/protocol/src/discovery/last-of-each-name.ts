/** Of several entries with one name the last counts, at the place of the first (service-protocol 2.3). */
export function lastOfEachName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return [...new Map(entries.map((entry) => [entry.name, entry])).values()];
}
