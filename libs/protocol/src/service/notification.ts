import {
  assertNever,
  type CompletionKind,
  type Frame,
  type Notification,
  type NotificationResult,
  type SignalId,
} from '@perdure/model';
import { ProtoReader } from '../wire/reader.js';
import { bytesFieldLength, ProtoWriter } from '../wire/writer.js';
import { readFailure, writeFailure } from './layout/failure.js';
import { required } from './layout/required.js';
import { readValue, writeValue, writeVoid } from './layout/value.js';
import { messageType } from './message-type.js';

const completionType: Readonly<Record<CompletionKind, number>> = {
  'get-lazy-state': messageType.getLazyStateCompletion,
  'get-lazy-state-keys': messageType.getLazyStateKeysCompletion,
  'get-promise': messageType.getPromiseCompletion,
  'peek-promise': messageType.peekPromiseCompletion,
  'complete-promise': messageType.completePromiseCompletion,
  sleep: messageType.sleepCompletion,
  call: messageType.callCompletion,
  'call-invocation-id': messageType.callInvocationIdCompletion,
  run: messageType.runCompletion,
  'attach-invocation': messageType.attachInvocationCompletion,
  'get-invocation-output': messageType.getInvocationOutputCompletion,
};

/**
 * Notification, one layout for all (service-protocol 3.6): id is one of 1 completion_id, 2 signal index, 3 signal name;
 * result is one of 4 void, 5 value, 6 failure, 16 invocation_id, 17 state_keys.
 */
export function encodeNotification(notification: Notification): Frame {
  const writer = new ProtoWriter();
  writeId(writer, notification);
  writeResult(writer, notification.result);
  const type =
    notification.kind === 'signal' ? messageType.signalNotification : completionType[notification.of];
  return { type, payload: writer.finish() };
}

const kindOfType: ReadonlyMap<number, CompletionKind> = new Map(
  (Object.entries(completionType) as Array<[CompletionKind, number]>).map(([kind, type]) => [type, kind]),
);

/** What a stored notification says; undefined for any other frame. Throws `DECODE_FAILED`. */
export function decodeNotification(frame: Frame): Notification | undefined {
  const of = kindOfType.get(frame.type);
  if (of === undefined && frame.type !== messageType.signalNotification) return undefined;
  let completionId = 0;
  let signal: SignalId | undefined;
  let result: NotificationResult = { kind: 'void' };
  for (const reader = new ProtoReader(frame.payload); reader.next();)
    switch (reader.field) {
      case 1:
        completionId = reader.uint32();
        break;
      case 2:
        signal = { kind: 'index', index: reader.uint32() };
        break;
      case 3:
        signal = { kind: 'name', name: reader.string() };
        break;
      case 5:
        result = { kind: 'value', value: readValue(reader) };
        break;
      case 6:
        result = { kind: 'failure', failure: readFailure(reader) };
        break;
      case 16:
        result = { kind: 'invocation-id', invocationId: reader.string() };
        break;
      case 17:
        result = { kind: 'state-keys', keys: readStateKeys(reader.message()) };
        break;
      default:
        reader.skip();
    }
  return of === undefined
    ? { kind: 'signal', signal: required(signal, 'signal_id'), result }
    : { kind: 'completion', of, completionId, result };
}

/** The callee's id in a CallInvocationId completion; undefined for any other frame. Throws `DECODE_FAILED`. */
export function decodeCalleeId(frame: Frame): { completionId: number; invocationId: string } | undefined {
  if (frame.type !== messageType.callInvocationIdCompletion) return undefined;
  let completionId = 0;
  let invocationId = '';
  for (const reader = new ProtoReader(frame.payload); reader.next();)
    switch (reader.field) {
      case 1:
        completionId = reader.uint32();
        break;
      case 16:
        invocationId = reader.string();
        break;
      default:
        reader.skip();
    }
  return { completionId, invocationId };
}

// Ids and results are members of a oneof: written even when zero or empty, since their presence says which one it is.

function writeId(writer: ProtoWriter, notification: Notification): void {
  if (notification.kind === 'completion') writer.uint(1, notification.completionId);
  else if (notification.signal.kind === 'index') writer.uint(2, notification.signal.index);
  else writer.string(3, notification.signal.name);
}

function writeResult(writer: ProtoWriter, result: NotificationResult): void {
  switch (result.kind) {
    case 'void':
      writeVoid(writer, 4);
      return;
    case 'value':
      writeValue(writer, 5, result.value);
      return;
    case 'failure':
      writeFailure(writer, 6, result.failure);
      return;
    case 'invocation-id':
      writer.string(16, result.invocationId);
      return;
    case 'state-keys':
      writeStateKeys(writer, result.keys);
      return;
    default:
      assertNever(result);
  }
}

/** StateKeys: 1 keys (repeated bytes). */
function writeStateKeys(writer: ProtoWriter, keys: readonly string[]): void {
  let size = 0;
  for (const key of keys) size += bytesFieldLength(Buffer.byteLength(key));
  writer.sizedMessage(17, size, (body) => {
    for (const key of keys) body.string(1, key);
  });
}

function readStateKeys(reader: ProtoReader): string[] {
  const keys: string[] = [];
  while (reader.next())
    if (reader.field === 1) keys.push(reader.string());
    else reader.skip();
  return keys;
}
