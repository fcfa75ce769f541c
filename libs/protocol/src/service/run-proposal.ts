import type { Result } from '@perdure/model';
import { ProtoReader } from '../wire/reader.js';
import { required } from './layout/required.js';
import { readFailureResult } from './layout/result.js';

/** ProposeRunCompletion: 1 result_completion_id, oneof { 14 value (raw bytes, no Value message), 15 failure }. */
export function decodeRunProposal(payload: Uint8Array): { completionId: number; result: Result } {
  let completionId = 0;
  let result: Result | undefined;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 1:
        completionId = reader.uint32();
        break;
      case 14:
        result = { kind: 'value', value: reader.bytes() };
        break;
      case 15:
        result = readFailureResult(reader);
        break;
      default:
        reader.skip();
    }
  return { completionId, result: required(result, 'result') };
}
