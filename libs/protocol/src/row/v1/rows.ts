import type { RowTypes, Table } from '@perdure/model';
import type { Codec } from '../../parts/v1/format.js';
import { activeRow } from './active.js';
import { countersRow } from './counters.js';
import { inboxRow } from './inbox.js';
import { invocationRow } from './invocation.js';
import { journalRow } from './journal.js';
import { limitRow } from './limit.js';
import { lockRow } from './lock.js';
import { notificationRow } from './notification.js';
import { outboxRow } from './outbox.js';
import { promiseRow } from './promise.js';
import { receivedRow } from './received.js';
import { stateRow } from './state.js';
import { timerRow } from './timer.js';
import { waitingRow } from './waiting.js';

const codecs: { readonly [T in Table]: Codec<RowTypes[T]> } = {
  invocation: invocationRow,
  journal: journalRow,
  notification: notificationRow,
  state: stateRow,
  lock: lockRow,
  inbox: inboxRow,
  promise: promiseRow,
  timer: timerRow,
  outbox: outboxRow,
  received: receivedRow,
  active: activeRow,
  counters: countersRow,
  limit: limitRow,
  waiting: waitingRow,
};

/** The bytes a row is stored as. Rows of every earlier release can be read by the next one. */
export function encodeRow<T extends Table>(table: T, row: RowTypes[T]): Uint8Array {
  return codecs[table].encode(row);
}

/**
 * The row stored as `bytes`; byte fields of it are views into `bytes`. Throws `STORE_FORMAT_UNSUPPORTED` when a newer
 * release wrote it, `DECODE_FAILED` when the bytes are no row of that table.
 */
export function decodeRow<T extends Table>(table: T, bytes: Uint8Array): RowTypes[T] {
  return codecs[table].decode(bytes);
}
