import type { InstanceId, StateChange } from '@perdure/model';
import type { Transaction } from '../transaction.js';

/** Replaces the state of an object or workflow, unless it is not the one the change was made from (admin-api 4.4). */
export function changeState(
  transaction: Transaction,
  instance: InstanceId,
  { newState, expectedVersion }: StateChange,
): void {
  if (expectedVersion !== undefined) {
    const version = transaction.context.codec.stateVersion(transaction.scan('state', instance));
    if (version !== expectedVersion) return;
  }
  transaction.dropGroup('state', instance);
  for (const [name, value] of newState) transaction.put('state', instance, name, value);
}
