import type { Frame, JournalCommand } from '@perdure/model';
import { encodeCommandAck, encodeRunAck } from './acknowledgement.js';
import { decodeCommand } from './command/decode-command.js';
import { isCommandType, messageType } from './message-type.js';
import { decodeCalleeId, decodeNotification, encodeNotification } from './notification.js';
import { stateVersion } from '../identity/state-version.js';

/** The byte layouts the engine asks for: it declares the interface, this implements it. Pure. */
export const journalCodec = {
  encodeNotification,
  encodeInput(payload: Uint8Array): Frame {
    return { type: messageType.inputCommand, payload };
  },
  encodeCommandAck,
  encodeRunAck,
  isCommand(frame: Frame): boolean {
    return isCommandType(frame.type);
  },
  /** Meaning of a stored command frame; undefined for notifications. Throws `DECODE_FAILED`. */
  decodeCommand(frame: Frame): JournalCommand | undefined {
    return isCommandType(frame.type) ? decodeCommand(frame.type, frame.payload) : undefined;
  },
  decodeCalleeId,
  decodeNotification,
  stateVersion,
} as const;
