import type { JournalCodec } from '@perdure/engine';
import type { Frame, JournalCommand, Notification } from '@perdure/model';

/**
 * The wire of the simulated SDK: JSON, for the engine does not look inside, and a journal can be read by eye.
 */
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

const frameTypes: Record<Message['kind'], number> = {
  command: 1,
  notification: 2,
  'command-ack': 3,
  'run-ack': 4,
};

export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Bytes are text in this world, and marked as such: `{ "$bytes": "…" }`. */
export function encodeMessage(message: Message): Frame {
  const text = JSON.stringify(message, function (this: Record<string, unknown>, key, value: unknown) {
    // Buffers turn themselves into JSON before we are asked, so look at what was there before.
    const original = this[key];
    return original instanceof Uint8Array ? { $bytes: decodeText(original) } : value;
  });
  return { type: frameTypes[message.kind], payload: encodeText(text) };
}

/** Many look at the same frame: every checker, and the handler. */
const decoded = new WeakMap<Frame, Message>();

export function decodeMessage(frame: Frame): Message {
  const known = decoded.get(frame);
  if (known !== undefined) return known;
  const message = restoreBytes(JSON.parse(decodeText(frame.payload))) as Message;
  decoded.set(frame, message);
  return message;
}

/** In place; a reviver given to `JSON.parse` does the same, ten times slower. */
function restoreBytes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isMarkedBytes(value)) return encodeText(value.$bytes);
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(fields)) fields[key] = restoreBytes(fields[key]);
  return value;
}

function isMarkedBytes(value: object): value is { readonly $bytes: string } {
  return '$bytes' in value;
}

export const simulatedCodec: JournalCodec = {
  encodeNotification: (notification) => encodeMessage({ kind: 'notification', notification }),
  encodeInput: (value) => encodeMessage({ kind: 'command', command: { kind: 'input', headers: [], value } }),
  encodeCommandAck: (commandIndex) => encodeMessage({ kind: 'command-ack', commandIndex }),
  encodeRunAck: (completionId) => encodeMessage({ kind: 'run-ack', completionId }),
  isCommand: (frame) => frame.type === frameTypes.command,
  decodeCommand: (frame) => {
    const message = decodeMessage(frame);
    return message.kind === 'command' ? message.command : undefined;
  },
  decodeNotification: (frame) => {
    const message = decodeMessage(frame);
    return message.kind === 'notification' ? message.notification : undefined;
  },
  stateVersion: (state) => state.map(([name, value]) => `${name}=${decodeText(value)}`).join(';'),
  decodeCalleeId: (frame) => {
    const notification = simulatedCodec.decodeNotification(frame);
    if (notification?.kind !== 'completion') return undefined;
    const { completionId, result } = notification;
    return result.kind === 'invocation-id' ? { completionId, invocationId: result.invocationId } : undefined;
  },
};
