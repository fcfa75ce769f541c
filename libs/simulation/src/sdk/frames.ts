import type { Frame, JournalCommand, Notification } from '@perdure/model';
import { entryNameOf, journalCodec, messageType } from '@perdure/protocol';
import { WireFields } from './wire.js';

/** What a frame means that the server sends or stores. */
export type Message =
  | {
      readonly kind: 'command';
      readonly command: JournalCommand;
      /** The attempt that sent it; absent on the input. */
      readonly by?: number;
      /** What an eager read found. */
      readonly value?: string;
    }
  | { readonly kind: 'notification'; readonly notification: Notification }
  | { readonly kind: 'command-ack'; readonly commandIndex: number }
  | { readonly kind: 'run-ack'; readonly completionId: number };

export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Commands carry the number of the attempt that sent them in the name of their entry. */
export function entryNameBy(attempt: number): string {
  return `by ${attempt}`;
}

/** Many look at the same frame: every checker, and the handler. */
const decoded = new WeakMap<Frame, Message>();

export function decodeMessage(frame: Frame): Message {
  const known = decoded.get(frame);
  if (known !== undefined) return known;
  const message = decode(frame);
  decoded.set(frame, message);
  return message;
}

function decode(frame: Frame): Message {
  const { type, payload } = frame;
  if (type === messageType.commandAck)
    return { kind: 'command-ack', commandIndex: new WireFields(payload).number(1) };
  if (type === messageType.proposeRunCompletionAck)
    return { kind: 'run-ack', completionId: new WireFields(payload).number(1) };
  const notification = journalCodec.decodeNotification(frame);
  if (notification !== undefined) return { kind: 'notification', notification };
  const command = journalCodec.decodeCommand(frame);
  if (command === undefined) throw new Error(`a frame of type ${type} where none may be`);
  const by = /^by (\d+)$/.exec(entryNameOf(payload))?.[1];
  const value = foundBy(command, payload);
  return {
    kind: 'command',
    command,
    ...(by !== undefined && { by: Number(by) }),
    ...(value !== undefined && { value }),
  };
}

/** A value, or names; both in field 14, in a message of one field. */
function foundBy({ kind }: JournalCommand, payload: Uint8Array): string | undefined {
  if (kind !== 'get-eager-state' && kind !== 'get-eager-state-keys') return undefined;
  const found = new WireFields(payload).bytes(14);
  if (found === undefined) return undefined;
  return new WireFields(found).allBytes(1).map(decodeText).join(',');
}

/** What a frame says, for people, and to compare frames by. */
export function describeMessage(message: object): string {
  return JSON.stringify(message, function (this: Record<string, unknown>, key, value: unknown) {
    // Buffers turn themselves into JSON before we are asked, so look at what was there before.
    const original = this[key];
    return original instanceof Uint8Array ? decodeText(original) : value;
  });
}
