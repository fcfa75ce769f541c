import type { InvocationId, InvocationRow } from '@perdure/model';
import { readAttemptFailure, writeAttemptFailure } from '../../parts/v1/attempt-failure.js';
import { readAwaitPoint, writeAwaitPoint } from '../../parts/v1/await-point.js';
import { readPin, writePin } from '../../parts/v1/deployment-pin.js';
import { completed, type Draft } from '../../parts/v1/draft.js';
import { writeOptionalText, writeOptionalUint, writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';
import { readLevels, readWaitingFor, writeLevels, writeWaitingFor } from '../../parts/v1/limit.js';
import { readListener, writeListener } from '../../parts/v1/listener.js';
import { readFailureResult, readValueResult, writeResult } from '../../parts/v1/result.js';
import { defaultSource, readSource, writeSource } from '../../parts/v1/source.js';
import { invocationStatuses } from '../../parts/v1/status.js';
import { readTarget, writeTarget } from '../../parts/v1/target.js';
import { readTrace, writeTrace } from '../../parts/v1/trace-context.js';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';

/**
 * Written several times in the life of every invocation, so what is always there has the numbers below 16, whose tag is
 * one byte, and zeros are not written.
 *
 *      1 id                            string
 *      2 status                        number of the word
 *      3 target                        message
 *      4 source                        message, absent for ingress
 *      5 createdAtMs                   uint
 *      6 modifiedAtMs                  uint
 *      7 journalLength                 uint
 *      8 commandCount                  uint
 *      9 attempt                       uint
 *     10 attemptJournalLength          uint
 *     11 lastEntryAtMs                 uint
 *     12 retention.completionMs        uint
 *     13 retention.journalMs           uint
 *     14 pin                           message, optional
 *     15 startedAtMs                   uint, optional
 *     16 listeners                     message, repeated
 *     17 completedAtMs                 uint, optional
 *     18 idempotencyKey                string, optional
 *     19 limitKey                      string, optional
 *     20 createdByRequestId            string, optional
 *     21 executeAtMs                   uint, optional
 *     22 failedAttempts                uint
 *     23 failedAttemptsSinceLastEntry  uint
 *     24 lastFailure                   message, optional
 *     25 retryAtMs                     uint, optional
 *     26 awaiting                      message, optional
 *     27 inboxPosition                 uint, optional
 *     28 isPauseRequested              bool, optional
 *     29 output, 30 when a failure     bytes or message, optional
 *     31 result, 32 when a failure     bytes or message, optional
 *     33 seededBy                      string, optional
 *     34 slots                         numbers of the words, packed, optional
 *     35 waitingFor                    message, optional
 *     36 trace                         message, optional
 */
function write(writer: ProtoWriter, row: InvocationRow): void {
  const { lastFailure, awaiting, waitingFor } = row;
  writer.string(1, row.id).uint(2, invocationStatuses.toNumber(row.status));
  writer.message(3, (nested) => writeTarget(nested, row.target));
  writeSource(writer, 4, row.source);
  writeUnlessZero(writer, 5, row.createdAtMs);
  writeUnlessZero(writer, 6, row.modifiedAtMs);
  writeUnlessZero(writer, 7, row.journalLength);
  writeUnlessZero(writer, 8, row.commandCount);
  writeUnlessZero(writer, 9, row.attempt);
  writeUnlessZero(writer, 10, row.attemptJournalLength);
  writeUnlessZero(writer, 11, row.lastEntryAtMs);
  writeUnlessZero(writer, 12, row.retention.completionMs);
  writeUnlessZero(writer, 13, row.retention.journalMs);
  writePin(writer, 14, row.pin);
  writeOptionalUint(writer, 15, row.startedAtMs);
  for (const listener of row.listeners) writer.message(16, (nested) => writeListener(nested, listener));
  writeOptionalUint(writer, 17, row.completedAtMs);
  writeOptionalText(writer, 18, row.idempotencyKey);
  writeOptionalText(writer, 19, row.limitKey);
  writeOptionalText(writer, 20, row.createdByRequestId);
  writeOptionalUint(writer, 21, row.executeAtMs);
  writeUnlessZero(writer, 22, row.failedAttempts);
  writeUnlessZero(writer, 23, row.failedAttemptsSinceLastEntry);
  if (lastFailure !== undefined) writer.message(24, (nested) => writeAttemptFailure(nested, lastFailure));
  writeOptionalUint(writer, 25, row.retryAtMs);
  if (awaiting !== undefined) writer.message(26, (nested) => writeAwaitPoint(nested, awaiting));
  writeOptionalUint(writer, 27, row.inboxPosition);
  if (row.isPauseRequested !== undefined) writer.bool(28, row.isPauseRequested);
  if (row.output !== undefined) writeResult(writer, 29, row.output);
  if (row.result !== undefined) writeResult(writer, 31, row.result);
  writeOptionalText(writer, 33, row.seededBy);
  writeLevels(writer, 34, row.slots);
  if (waitingFor !== undefined) writer.message(35, (nested) => writeWaitingFor(nested, waitingFor));
  writeTrace(writer, 36, row.trace);
}

function read(reader: ProtoReader): InvocationRow {
  const retention = { completionMs: 0, journalMs: 0 };
  const listeners: InvocationRow['listeners'][number][] = [];
  const row: Draft<InvocationRow, 'id' | 'status' | 'target'> = {
    source: defaultSource,
    retention,
    createdAtMs: 0,
    modifiedAtMs: 0,
    journalLength: 0,
    commandCount: 0,
    attempt: 0,
    attemptJournalLength: 0,
    failedAttempts: 0,
    failedAttemptsSinceLastEntry: 0,
    lastEntryAtMs: 0,
    listeners,
  };
  while (reader.next())
    switch (reader.field) {
      case 1:
        row.id = reader.string() as InvocationId;
        break;
      case 2:
        row.status = invocationStatuses.fromNumber(reader.uint());
        break;
      case 3:
        row.target = readTarget(reader.message());
        break;
      case 4:
        row.source = readSource(reader.message());
        break;
      case 5:
        row.createdAtMs = reader.uint();
        break;
      case 6:
        row.modifiedAtMs = reader.uint();
        break;
      case 7:
        row.journalLength = reader.uint();
        break;
      case 8:
        row.commandCount = reader.uint();
        break;
      case 9:
        row.attempt = reader.uint();
        break;
      case 10:
        row.attemptJournalLength = reader.uint();
        break;
      case 11:
        row.lastEntryAtMs = reader.uint();
        break;
      case 12:
        retention.completionMs = reader.uint();
        break;
      case 13:
        retention.journalMs = reader.uint();
        break;
      case 14:
        row.pin = readPin(reader.message());
        break;
      case 15:
        row.startedAtMs = reader.uint();
        break;
      case 16:
        listeners.push(readListener(reader.message()));
        break;
      case 17:
        row.completedAtMs = reader.uint();
        break;
      case 18:
        row.idempotencyKey = reader.string();
        break;
      case 19:
        row.limitKey = reader.string();
        break;
      case 20:
        row.createdByRequestId = reader.string();
        break;
      case 21:
        row.executeAtMs = reader.uint();
        break;
      case 22:
        row.failedAttempts = reader.uint();
        break;
      case 23:
        row.failedAttemptsSinceLastEntry = reader.uint();
        break;
      case 24:
        row.lastFailure = readAttemptFailure(reader.message());
        break;
      case 25:
        row.retryAtMs = reader.uint();
        break;
      case 26:
        row.awaiting = readAwaitPoint(reader.message());
        break;
      case 27:
        row.inboxPosition = reader.uint();
        break;
      case 28:
        row.isPauseRequested = reader.bool();
        break;
      case 29:
        row.output = readValueResult(reader);
        break;
      case 30:
        row.output = readFailureResult(reader);
        break;
      case 31:
        row.result = readValueResult(reader);
        break;
      case 32:
        row.result = readFailureResult(reader);
        break;
      case 33:
        row.seededBy = reader.string() as InvocationId;
        break;
      case 34:
        row.slots = readLevels(reader);
        break;
      case 35:
        row.waitingFor = readWaitingFor(reader.message());
        break;
      case 36:
        row.trace = readTrace(reader.message());
        break;
      default:
        reader.skip();
    }
  return completed('invocation row', row, 'id', 'status', 'target');
}

export const invocationRow = fieldCodec('invocation row', write, read);
