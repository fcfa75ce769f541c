import type { CompletionKind, EntryStamp, InvocationId, NotificationResult, SignalId } from '@perdure/model';
import { present } from '../../parts/v1/draft.js';
import { readEntryStamp, writeEntryStamp } from '../../parts/v1/entry-stamp.js';
import { Enumeration } from '../../parts/v1/enumeration.js';
import { writeUnlessZero } from '../../parts/v1/fields.js';
import { readFailureResult, readValueResult, writeResult } from '../../parts/v1/result.js';
import { readSignalIndex, readSignalName, writeSignalId } from '../../parts/v1/signal-id.js';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import type { CommandCodec, CommandsByKind } from './command-codec.js';

const completionKinds = new Enumeration<CompletionKind>('completion', {
  'get-lazy-state': 1,
  'get-lazy-state-keys': 2,
  'get-promise': 3,
  'peek-promise': 4,
  'complete-promise': 5,
  sleep: 6,
  call: 7,
  'call-invocation-id': 8,
  run: 9,
  'attach-invocation': 10,
  'get-invocation-output': 11,
});

/**
 * A completion has fields 3 and 4, a signal one of 5 and 6. The result is one of 7 to 10, or none when void.
 *
 *      2 invocationId             string
 *      3 of                       number of the word
 *      4 completionId             uint
 *      5 signal, 6 when named     uint or string
 *      7 value, 8 when a failure  bytes or message
 *      9 result invocation id     string
 *     10 state keys               message: 1 key, repeated
 *     11 askedBy                  message, optional
 */
export const notifyCommand: CommandCodec<CommandsByKind['notify']> = {
  write(writer, { invocationId, notification, askedBy }) {
    writer.string(2, invocationId);
    if (notification.kind === 'signal') {
      writeSignalId(writer, 5, notification.signal);
    } else {
      writer.uint(3, completionKinds.toNumber(notification.of));
      writeUnlessZero(writer, 4, notification.completionId);
    }
    writeNotificationResult(writer, notification.result);
    writeEntryStamp(writer, 11, askedBy);
  },

  read(reader) {
    let invocationId: InvocationId | undefined;
    let of: CompletionKind | undefined;
    let completionId = 0;
    let signal: SignalId | undefined;
    let result: NotificationResult = { kind: 'void' };
    let askedBy: EntryStamp | undefined;
    while (reader.next())
      switch (reader.field) {
        case 2:
          invocationId = reader.string() as InvocationId;
          break;
        case 3:
          of = completionKinds.fromNumber(reader.uint());
          break;
        case 4:
          completionId = reader.uint();
          break;
        case 5:
          signal = readSignalIndex(reader);
          break;
        case 6:
          signal = readSignalName(reader);
          break;
        case 7:
          result = readValueResult(reader);
          break;
        case 8:
          result = readFailureResult(reader);
          break;
        case 9:
          result = { kind: 'invocation-id', invocationId: reader.string() };
          break;
        case 10:
          result = { kind: 'state-keys', keys: readKeys(reader.message()) };
          break;
        case 11:
          askedBy = readEntryStamp(reader.message());
          break;
        default:
          reader.skip();
      }
    return {
      kind: 'notify',
      invocationId: present('notify command', 'invocationId', invocationId),
      notification:
        signal === undefined
          ? { kind: 'completion', of: present('notify command', 'completion', of), completionId, result }
          : { kind: 'signal', signal, result },
      ...(askedBy !== undefined && { askedBy }),
    };
  },
};

function writeNotificationResult(writer: ProtoWriter, result: NotificationResult): void {
  switch (result.kind) {
    case 'void':
      return;
    case 'value':
    case 'failure':
      writeResult(writer, 7, result);
      return;
    case 'invocation-id':
      writer.string(9, result.invocationId);
      return;
    case 'state-keys':
      writer.message(10, (nested) => {
        for (const key of result.keys) nested.string(1, key);
      });
      return;
  }
}

function readKeys(reader: ProtoReader): string[] {
  const keys: string[] = [];
  while (reader.next())
    if (reader.field === 1) keys.push(reader.string());
    else reader.skip();
  return keys;
}
