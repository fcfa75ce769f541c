import { PerdureError, type JournalCommand } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';
import { describeMessageType, messageType } from '../message-type.js';
import { decodeAttachInvocation, decodeGetInvocationOutput } from './attach.js';
import { decodeCall, decodeOneWayCall } from './call.js';
import { decodeCompletePromise, decodeGetPromise, decodePeekPromise } from './promise.js';
import { decodeCompleteAwakeable, decodeSendSignal } from './signal.js';
import {
  decodeClearAllState,
  decodeClearState,
  decodeGetEagerState,
  decodeGetEagerStateKeys,
  decodeGetLazyState,
  decodeGetLazyStateKeys,
  decodeSetState,
} from './state.js';
import { decodeInput, decodeOutput, decodeRun, decodeSleep } from './step.js';

/**
 * What a command frame means. The layouts of V5, V6 and V7 differ only in fields added, which an older SDK does not
 * send, so one decoder serves all of them. Throws `DECODE_FAILED`.
 */
export function decodeCommand(type: number, payload: Uint8Array): JournalCommand {
  switch (type) {
    case messageType.inputCommand:
      return decodeInput(payload);
    case messageType.outputCommand:
      return decodeOutput(payload);
    case messageType.getLazyStateCommand:
      return decodeGetLazyState(payload);
    case messageType.setStateCommand:
      return decodeSetState(payload);
    case messageType.clearStateCommand:
      return decodeClearState(payload);
    case messageType.clearAllStateCommand:
      return decodeClearAllState(payload);
    case messageType.getLazyStateKeysCommand:
      return decodeGetLazyStateKeys(payload);
    case messageType.getEagerStateCommand:
      return decodeGetEagerState(payload);
    case messageType.getEagerStateKeysCommand:
      return decodeGetEagerStateKeys(payload);
    case messageType.getPromiseCommand:
      return decodeGetPromise(payload);
    case messageType.peekPromiseCommand:
      return decodePeekPromise(payload);
    case messageType.completePromiseCommand:
      return decodeCompletePromise(payload);
    case messageType.sleepCommand:
      return decodeSleep(payload);
    case messageType.callCommand:
      return decodeCall(payload);
    case messageType.oneWayCallCommand:
      return decodeOneWayCall(payload);
    case messageType.sendSignalCommand:
      return decodeSendSignal(payload);
    case messageType.runCommand:
      return decodeRun(payload);
    case messageType.attachInvocationCommand:
      return decodeAttachInvocation(payload);
    case messageType.getInvocationOutputCommand:
      return decodeGetInvocationOutput(payload);
    case messageType.completeAwakeableCommand:
      return decodeCompleteAwakeable(payload);
    default:
      throw new PerdureError('DECODE_FAILED', `${describeMessageType(type)} is no command this server knows`);
  }
}

/** Field 12 of every command: the name users gave the entry, or the empty string. */
export function entryNameOf(payload: Uint8Array): string {
  let name = '';
  for (const reader = new ProtoReader(payload); reader.next();)
    if (reader.field === 12) name = reader.string();
    else reader.skip();
  return name;
}
