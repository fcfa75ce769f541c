import type { JournalCommand, Result } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';
import { decodeInputPayload } from '../input.js';
import { required } from '../layout/required.js';
import { readFailureResult, readValueResult } from '../layout/result.js';

export function decodeInput(payload: Uint8Array): JournalCommand {
  const { headers, body } = decodeInputPayload(payload);
  return { kind: 'input', headers, value: body };
}

/** oneof { 14 value, 15 failure }. */
export function decodeOutput(payload: Uint8Array): JournalCommand {
  let result: Result | undefined;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 14:
        result = readValueResult(reader);
        break;
      case 15:
        result = readFailureResult(reader);
        break;
      default:
        reader.skip();
    }
  return { kind: 'output', result: required(result, 'result') };
}

/** 1 wake_up_time (unix ms), 11 result_completion_id. */
export function decodeSleep(payload: Uint8Array): JournalCommand {
  let wakeUpAtMs = 0;
  let completionId = 0;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 1:
        wakeUpAtMs = reader.uintSaturated();
        break;
      case 11:
        completionId = reader.uint32();
        break;
      default:
        reader.skip();
    }
  return { kind: 'sleep', wakeUpAtMs, completionId };
}

/** 11 result_completion_id. */
export function decodeRun(payload: Uint8Array): JournalCommand {
  let completionId = 0;
  for (const reader = new ProtoReader(payload); reader.next();)
    if (reader.field === 11) completionId = reader.uint32();
    else reader.skip();
  return { kind: 'run', completionId };
}
