import type { Frame, JournalCommand, Notification } from '@perdure/model';

/**
 * The few byte layouts the engine needs and does not know. Implemented by `@perdure/protocol`; pure.
 */
export interface JournalCodec {
  /** The frame of a notification, as replay and live streams send it. */
  encodeNotification(notification: Notification): Frame;
  encodeInput(payload: Uint8Array): Frame;
  encodeCommandAck(commandIndex: number): Frame;
  encodeRunAck(completionId: number): Frame;
  isCommand(frame: Frame): boolean;
  /** Meaning of a stored command frame; undefined for notifications. Throws `DECODE_FAILED`. */
  decodeCommand(frame: Frame): JournalCommand | undefined;
  /** Meaning of a stored notification frame; undefined for commands. Throws `DECODE_FAILED`. */
  decodeNotification(frame: Frame): Notification | undefined;
  /** Decodes a CallInvocationId completion: the callee's id. */
  decodeCalleeId(frame: Frame): { completionId: number; invocationId: string } | undefined;
  /** Names the content of a state: the same for the same entries, in order of their names. */
  stateVersion(state: ReadonlyArray<readonly [name: string, value: Uint8Array]>): string;
}
