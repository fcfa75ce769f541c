import type { JournalCommand, Result } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';
import { required } from '../layout/required.js';
import { readFailureResult, readValueResult } from '../layout/result.js';

/** 1 key, oneof { 2 completion_value, 3 completion_failure } (CompletePromise only), 11 result_completion_id. */
function readFields(payload: Uint8Array): { key: string; result: Result | undefined; completionId: number } {
  let key = '';
  let result: Result | undefined;
  let completionId = 0;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 1:
        key = reader.string();
        break;
      case 2:
        result = readValueResult(reader);
        break;
      case 3:
        result = readFailureResult(reader);
        break;
      case 11:
        completionId = reader.uint32();
        break;
      default:
        reader.skip();
    }
  return { key, result, completionId };
}

export function decodeGetPromise(payload: Uint8Array): JournalCommand {
  const { key, completionId } = readFields(payload);
  return { kind: 'get-promise', key, completionId };
}

export function decodePeekPromise(payload: Uint8Array): JournalCommand {
  const { key, completionId } = readFields(payload);
  return { kind: 'peek-promise', key, completionId };
}

export function decodeCompletePromise(payload: Uint8Array): JournalCommand {
  const { key, result, completionId } = readFields(payload);
  return { kind: 'complete-promise', key, result: required(result, 'completion'), completionId };
}
