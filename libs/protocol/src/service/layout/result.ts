import type { Result, SignalResult } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import { readFailure } from './failure.js';
import { readValue } from './value.js';

/** Members of the result `oneof`s, whose field numbers differ from message to message. */
export function readValueResult(reader: ProtoReader): Result {
  return { kind: 'value', value: readValue(reader) };
}

export function readFailureResult(reader: ProtoReader): Result {
  return { kind: 'failure', failure: readFailure(reader) };
}

export function readVoidResult(reader: ProtoReader): SignalResult {
  for (const body = reader.message(); body.next();) body.skip();
  return { kind: 'void' };
}
