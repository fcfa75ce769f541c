import type { Table } from '@perdure/model';

/**
 * How a table is written in keys. Part of the format on disk: numbers are never changed or used again, and a new
 * table takes the next free one. 0 is the partition's position, which is no table.
 */
export const tableNumbers: Readonly<Record<Table, number>> = {
  invocation: 1,
  journal: 2,
  notification: 3,
  state: 4,
  lock: 5,
  inbox: 6,
  promise: 7,
  timer: 8,
  outbox: 9,
  received: 10,
  active: 11,
  counters: 12,
  limit: 13,
  waiting: 14,
};

export const positionTableNumber = 0;
