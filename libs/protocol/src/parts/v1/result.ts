import type { Result, SignalResult } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { readFailure, writeFailure } from './failure.js';

/**
 * A result takes two neighbouring fields of the message it is part of, exactly one of them present:
 *
 *     f     value    bytes
 *     f+1   failure  message
 *
 * It is no message of its own because a value can be large, and a nested message is moved once its length is known.
 */
export function writeResult(writer: ProtoWriter, field: number, result: Result): void {
  if (result.kind === 'value') writer.bytes(field, result.value);
  else writer.message(field + 1, (nested) => writeFailure(nested, result.failure));
}

/** Like {@link writeResult}; `void` is neither field. */
export function writeSignalResult(writer: ProtoWriter, field: number, result: SignalResult): void {
  if (result.kind !== 'void') writeResult(writer, field, result);
}

/** Reads field `f`. */
export function readValueResult(reader: ProtoReader): Result {
  return { kind: 'value', value: reader.bytes() };
}

/** Reads field `f+1`. */
export function readFailureResult(reader: ProtoReader): Result {
  return { kind: 'failure', failure: readFailure(reader.message()) };
}
