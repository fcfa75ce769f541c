import type { JournalCommand, Result, SignalId, SignalResult } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';
import { required } from '../layout/required.js';
import { readFailureResult, readValueResult, readVoidResult } from '../layout/result.js';

/** 1 target_invocation_id, oneof { 2 idx, 3 name }, oneof { 4 void, 5 value, 6 failure }. */
export function decodeSendSignal(payload: Uint8Array): JournalCommand {
  let targetInvocationId = '';
  let signal: SignalId | undefined;
  let result: SignalResult | undefined;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 1:
        targetInvocationId = reader.string();
        break;
      case 2:
        signal = { kind: 'index', index: reader.uint32() };
        break;
      case 3:
        signal = { kind: 'name', name: reader.string() };
        break;
      case 4:
        result = readVoidResult(reader);
        break;
      case 5:
        result = readValueResult(reader);
        break;
      case 6:
        result = readFailureResult(reader);
        break;
      default:
        reader.skip();
    }
  return {
    kind: 'send-signal',
    targetInvocationId,
    signal: required(signal, 'signal_id'),
    result: required(result, 'result'),
  };
}

/** 1 awakeable_id, oneof { 2 value, 3 failure }. */
export function decodeCompleteAwakeable(payload: Uint8Array): JournalCommand {
  let awakeableId = '';
  let result: Result | undefined;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 1:
        awakeableId = reader.string();
        break;
      case 2:
        result = readValueResult(reader);
        break;
      case 3:
        result = readFailureResult(reader);
        break;
      default:
        reader.skip();
    }
  return { kind: 'complete-awakeable', awakeableId, result: required(result, 'result') };
}
