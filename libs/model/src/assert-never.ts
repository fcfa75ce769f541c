/** Ends a `switch` over a closed union: a missing case does not compile, an impossible value fails loudly. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: unexpected value ${JSON.stringify(value)}`);
}
