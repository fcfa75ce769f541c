/** The call that costs a service nothing. */
export const NOOP = '/restate/call/Bench/noop';
