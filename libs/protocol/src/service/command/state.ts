import type { JournalCommand } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';
import { required } from '../layout/required.js';
import { readValue } from '../layout/value.js';

/**
 * The state commands share their numbers: 1 key (bytes, which must be UTF-8), 3 value (SetState), 11
 * result_completion_id (the lazy ones). What the eager ones answered is not looked at: it only matters for replay.
 */
function readFields(payload: Uint8Array): {
  key: string;
  value: Uint8Array | undefined;
  completionId: number;
} {
  let key = '';
  let value: Uint8Array | undefined;
  let completionId = 0;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 1:
        key = reader.string();
        break;
      case 3:
        value = readValue(reader);
        break;
      case 11:
        completionId = reader.uint32();
        break;
      default:
        reader.skip();
    }
  return { key, value, completionId };
}

export function decodeGetLazyState(payload: Uint8Array): JournalCommand {
  const { key, completionId } = readFields(payload);
  return { kind: 'get-lazy-state', key, completionId };
}

export function decodeGetLazyStateKeys(payload: Uint8Array): JournalCommand {
  return { kind: 'get-lazy-state-keys', completionId: readFields(payload).completionId };
}

export function decodeGetEagerState(payload: Uint8Array): JournalCommand {
  return { kind: 'get-eager-state', key: readFields(payload).key };
}

export function decodeGetEagerStateKeys(payload: Uint8Array): JournalCommand {
  readFields(payload);
  return { kind: 'get-eager-state-keys' };
}

export function decodeSetState(payload: Uint8Array): JournalCommand {
  const { key, value } = readFields(payload);
  return { kind: 'set-state', key, value: required(value, 'value') };
}

export function decodeClearState(payload: Uint8Array): JournalCommand {
  return { kind: 'clear-state', key: readFields(payload).key };
}

export function decodeClearAllState(payload: Uint8Array): JournalCommand {
  readFields(payload);
  return { kind: 'clear-all-state' };
}
