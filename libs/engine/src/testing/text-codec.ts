import type { CompletionKind, Frame, Notification, NotificationResult } from '@perdure/model';
import type { JournalCodec } from '../journal-codec.js';
import { parseJournalCommand } from './journal-text.js';
import type { Names } from './names.js';
import { bytesOf, parseResult, parseSignal, resultText, textOf, Words } from './words.js';

const frameType = { commandAck: 0x0004, runAck: 0x0007, command: 0x0401, notification: 0x8000 } as const;

/** Frames people can read: the payload is the text of a story. */
export class TextCodec implements JournalCodec {
  constructor(private readonly names: Names) {}

  encodeCommand(text: string): Frame {
    return { type: frameType.command, payload: bytesOf(text) };
  }
  encodeInput(payload: Uint8Array): Frame {
    return this.encodeCommand(`input ${textOf(payload)}`);
  }
  encodeNotification(notification: Notification): Frame {
    return { type: frameType.notification, payload: bytesOf(this.notificationText(notification)) };
  }
  encodeCommandAck(commandIndex: number): Frame {
    return { type: frameType.commandAck, payload: bytesOf(`ack of command ${String(commandIndex)}`) };
  }
  encodeRunAck(completionId: number): Frame {
    return { type: frameType.runAck, payload: bytesOf(`ack of run c${String(completionId)}`) };
  }
  isCommand(frame: Frame): boolean {
    return frame.type === frameType.command;
  }
  decodeCommand(frame: Frame): ReturnType<JournalCodec['decodeCommand']> {
    return this.isCommand(frame) ? parseJournalCommand(textOf(frame.payload), this.names).command : undefined;
  }
  decodeNotification(frame: Frame): Notification | undefined {
    if (this.isCommand(frame)) return undefined;
    const words = new Words(textOf(frame.payload));
    const of = words.next('what it completes') as CompletionKind | 'signal';
    const id = words.next('an id');
    const result = this.parseResult(words.rest());
    if (of !== 'signal') return { kind: 'completion', of, completionId: Number(id.slice(1)), result };
    return { kind: 'signal', signal: parseSignal(id), result };
  }
  stateVersion(state: ReadonlyArray<readonly [name: string, value: Uint8Array]>): string {
    return `{${state.map(([name, value]) => `${name}:${textOf(value)}`).join(',')}}`;
  }
  decodeCalleeId(frame: Frame): ReturnType<JournalCodec['decodeCalleeId']> {
    const [, completionId, callee] = /^call-invocation-id c(\d+) (\S+)$/.exec(textOf(frame.payload)) ?? [];
    return callee === undefined
      ? undefined
      : { completionId: Number(completionId), invocationId: this.names.id(callee) };
  }

  private parseResult(text: string): NotificationResult {
    if (text === 'void') return { kind: 'void' };
    if (text.startsWith('['))
      return { kind: 'state-keys', keys: text.slice(1, -1).split(' ').filter(Boolean) };
    // A failure is told with its code.
    if (/^!?"/.test(text)) return parseResult(text.replace(/^!"\d+ /, '!"'));
    return { kind: 'invocation-id', invocationId: this.names.id(text) };
  }

  private notificationText(notification: Notification): string {
    const { result } = notification;
    const text = result.kind === 'invocation-id' ? this.names.name(result.invocationId) : resultText(result);
    if (notification.kind === 'completion')
      return `${notification.of} c${String(notification.completionId)} ${text}`;
    const { signal } = notification;
    return `signal ${signal.kind === 'index' ? `s${String(signal.index)}` : signal.name} ${text}`;
  }
}
