/** A unit of time. `ns` is 0 for those whose length depends on the calendar: they can be read, and are refused. */
export interface Unit {
  readonly name: string;
  /** Grows with the length of the unit. */
  readonly rank: number;
  readonly ns: bigint;
}

const ms = 1_000_000n;

function unit(name: string, rank: number, ns: bigint): Unit {
  return { name, rank, ns };
}

export const year = unit('year', 10, 0n);
export const month = unit('month', 9, 0n);
export const week = unit('week', 8, 604_800_000n * ms);
export const day = unit('day', 7, 86_400_000n * ms);
export const hour = unit('hour', 6, 3_600_000n * ms);
export const minute = unit('minute', 5, 60_000n * ms);
export const second = unit('second', 4, 1000n * ms);
export const millisecond = unit('millisecond', 3, ms);
export const microsecond = unit('microsecond', 2, 1000n);
export const nanosecond = unit('nanosecond', 1, 1n);
