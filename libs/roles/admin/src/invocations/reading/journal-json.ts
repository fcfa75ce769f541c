import {
  describeTarget,
  formatAwakeableId,
  isCancel,
  type InvocationId,
  type InvocationTarget,
  type JournalCommand,
  type JournalRow,
  type Notification,
  type NotificationResult,
  type Result,
  type SignalId,
} from '@perdure/model';
import { entryNameOf, journalCodec } from '@perdure/protocol';

import type { JournalEntry } from './invocation-shapes.js';
import { messageName } from './message-name.js';
import { contentJson, failureJson, timeJson } from './value-json.js';

type Facts = Omit<JournalEntry, 'index' | 'kind' | 'type' | 'name' | 'appended_at' | 'is_completed'>;

/** One entry of a journal, decoded. @param isCompleted whether the command's result is there, if it has one */
export function entryJson(
  index: number,
  { frame, appendedAtMs }: JournalRow,
  isCompleted?: boolean,
): JournalEntry {
  const command = journalCodec.decodeCommand(frame);
  const common = { index, type: messageName(frame.type), appended_at: timeJson(appendedAtMs) };
  if (command === undefined) {
    const notification = journalCodec.decodeNotification(frame);
    return { ...common, kind: 'notification', ...(notification && notificationFacts(notification)) };
  }
  return {
    ...common,
    kind: 'command',
    name: entryNameOf(frame.payload) || undefined,
    ...(isCompleted !== undefined && { is_completed: isCompleted }),
    ...commandFacts(command),
  };
}

/** The completion that carries the result of a command; undefined for those that have none. */
export function resultCompletionOf(command: JournalCommand): number | undefined {
  if (command.kind === 'call') return command.resultCompletionId;
  if (command.kind === 'one-way-call') return command.invocationIdCompletionId;
  return 'completionId' in command ? command.completionId : undefined;
}

export function commandFacts(command: JournalCommand): Facts {
  const completionId = resultCompletionOf(command);
  return { ...(completionId !== undefined && { completion_id: completionId }), ...ownFacts(command) };
}

function ownFacts(command: JournalCommand): Facts {
  switch (command.kind) {
    case 'input':
      return {
        headers: command.headers.map(({ key, value }) => ({ name: key, value })),
        value: contentJson(command.value),
      };
    case 'output':
      return resultFacts(command.result);
    case 'get-lazy-state':
    case 'get-eager-state':
    case 'clear-state':
      return { state_key: command.key };
    case 'set-state':
      return { state_key: command.key, value: contentJson(command.value) };
    case 'get-promise':
    case 'peek-promise':
      return { promise: command.key };
    case 'complete-promise':
      return { promise: command.key, ...resultFacts(command.result) };
    case 'sleep':
      return { wake_up_at: timeJson(Math.min(command.wakeUpAtMs, latestTimeMs)) };
    case 'call':
      return { invoked_target: targetText(command), value: contentJson(command.parameter) };
    case 'one-way-call':
      return {
        invoked_target: targetText(command),
        value: contentJson(command.parameter),
        ...(command.invokeAtMs > 0 && { wake_up_at: timeJson(Math.min(command.invokeAtMs, latestTimeMs)) }),
      };
    case 'send-signal':
      return {
        invoked_id: command.targetInvocationId,
        signal: signalText(command.signal),
        ...resultFacts(command.result),
      };
    case 'complete-awakeable':
      return { awakeable_id: command.awakeableId, ...resultFacts(command.result) };
    case 'attach-invocation':
    case 'get-invocation-output':
      return attachFacts(command.target);
    case 'run':
    case 'get-lazy-state-keys':
    case 'get-eager-state-keys':
    case 'clear-all-state':
      return {};
  }
}

/** The last time JavaScript's dates can hold. */
const latestTimeMs = 8_640_000_000_000_000;

function attachFacts(target: Extract<JournalCommand, { kind: 'attach-invocation' }>['target']): Facts {
  switch (target.kind) {
    case 'invocation':
      return { invoked_id: target.invocationId };
    case 'workflow':
      return { invoked_target: `${target.workflow}/${target.key}` };
    case 'idempotent-request':
      return { invoked_target: targetText({ ...target, key: target.serviceKey ?? '' }) };
  }
}

function notificationFacts(notification: Notification): Facts {
  const id =
    notification.kind === 'completion'
      ? { completion_id: notification.completionId }
      : { signal: signalText(notification.signal) };
  return { ...id, ...resultFacts(notification.result) };
}

function resultFacts(result: NotificationResult | Result): Facts {
  switch (result.kind) {
    case 'void':
      return {};
    case 'value':
      return { value: contentJson(result.value) };
    case 'failure':
      return { failure: failureJson(result.failure) };
    case 'invocation-id':
      return { invoked_id: result.invocationId };
    case 'state-keys':
      return { state_keys: [...result.keys] };
  }
}

function targetText({ service, key, handler }: { service: string; key: string; handler: string }): string {
  const target: Pick<InvocationTarget, 'service' | 'handler' | 'key'> = {
    service,
    handler,
    ...(key && { key }),
  };
  return describeTarget(target as InvocationTarget);
}

export function signalText(signal: SignalId): string {
  if (isCancel(signal)) return 'cancel';
  return signal.kind === 'name' ? signal.name : String(signal.index);
}

/** What outsiders complete the awakeable by. */
export function awakeableText(invocationId: InvocationId, signalIndex: number): string {
  return formatAwakeableId({ invocationId, signalIndex });
}
