import {
  isPerdureError,
  PerdureError,
  type AwaitPoint,
  type Frame,
  type JournalCommand,
  type Result,
} from '@perdure/model';
import { ProtoReader } from '../wire/reader.js';
import { decodeCommand, entryNameOf } from './command/decode-command.js';
import { decodeError, type ReportedError } from './error.js';
import { describeMessageType, isCommandType, messageType } from './message-type.js';
import { decodeRunProposal } from './run-proposal.js';
import { decodeFlatSuspension } from './v5/suspension.js';
import { checkAwaitingOn } from './v7/awaiting-on.js';
import { decodeTreeSuspension } from './v7/suspension.js';

/** What an SDK says on an attempt's stream (service-protocol 4.5). */
export type SdkMessage =
  | {
      readonly kind: 'command';
      /** What came in, byte for byte: stored and replayed as it is. */
      readonly frame: Frame;
      readonly command: JournalCommand;
      /** What the user called the entry; empty when nothing. */
      readonly name: string;
      readonly isAckRequested: boolean;
    }
  | {
      readonly kind: 'run-proposed';
      readonly completionId: number;
      readonly result: Result;
      readonly isAckRequested: boolean;
    }
  /** Advice on what the handler is blocked on (V7). */
  | { readonly kind: 'awaiting-on' }
  | { readonly kind: 'suspended'; readonly awaiting: AwaitPoint }
  | ({ readonly kind: 'error' } & ReportedError)
  | { readonly kind: 'ended' };

/**
 * Decodes a message from an SDK on a stream of the given protocol version. `payload` must not change afterwards: the
 * message holds views of it.
 *
 * Throws `DECODE_FAILED`, naming the message, for whatever an SDK must not send: undecodable payloads, message types
 * that are unknown, custom or the server's own (the Input command included), suspensions on nothing, proposals without
 * a result.
 */
export function decodeSdkMessage(
  version: number,
  type: number,
  isAckRequested: boolean,
  payload: Uint8Array,
): SdkMessage {
  try {
    return decode(version, type, isAckRequested, payload);
  } catch (error) {
    if (!isPerdureError(error, 'DECODE_FAILED')) throw error;
    throw new PerdureError('DECODE_FAILED', `bad ${describeMessageType(type)} message: ${error.message}`, {
      cause: error,
      details: { messageType: type, protocolVersion: version },
    });
  }
}

function decode(version: number, type: number, isAckRequested: boolean, payload: Uint8Array): SdkMessage {
  if (isCommandType(type)) return decodeCommandMessage(type, isAckRequested, payload);
  switch (type) {
    case messageType.proposeRunCompletion:
      // Before V7 there is no such acknowledgement, and the flag asks for nothing (service-protocol 3.1).
      return {
        kind: 'run-proposed',
        ...decodeRunProposal(payload),
        isAckRequested: isAckRequested && version >= 7,
      };
    case messageType.suspension: {
      const awaiting = version >= 7 ? decodeTreeSuspension(payload) : decodeFlatSuspension(payload);
      return { kind: 'suspended', awaiting };
    }
    case messageType.error:
      return { kind: 'error', ...decodeError(version, payload) };
    case messageType.end:
      checkFields(payload);
      return { kind: 'ended' };
    case messageType.awaitingOn:
      if (version < 7) break;
      checkAwaitingOn(payload);
      return { kind: 'awaiting-on' };
  }
  throw new PerdureError('DECODE_FAILED', `an SDK must not send it in protocol version ${version}`);
}

function decodeCommandMessage(type: number, isAckRequested: boolean, payload: Uint8Array): SdkMessage {
  if (type === messageType.inputCommand)
    throw new PerdureError('DECODE_FAILED', 'only the server creates the input of an invocation');
  const command = decodeCommand(type, payload);
  return { kind: 'command', frame: { type, payload }, command, name: entryNameOf(payload), isAckRequested };
}

/** A message without known fields may still carry newer ones, which must at least be well-formed. */
function checkFields(payload: Uint8Array): void {
  for (const reader = new ProtoReader(payload); reader.next();) reader.skip();
}
