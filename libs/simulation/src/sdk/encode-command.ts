import { assertNever, type AttachTarget, type Frame, type JournalCommand, type Result } from '@perdure/model';
import { messageType } from '@perdure/protocol';
import { WireWriter } from './wire.js';

/** What the journal of a handler shows of a command besides what it means. */
export interface CommandNotes {
  /** The name users give the entry; here it tells which attempt sent it. */
  readonly name: string;
  /** What an eager read found: a value, or the names of all that there is. Undefined: nothing. */
  readonly found?: string | readonly string[] | undefined;
}

type Call = Extract<JournalCommand, { kind: 'call' | 'one-way-call' }>;

/** A command as an SDK sends it (service-protocol 3.5). */
export function encodeCommand(command: JournalCommand, { name, found }: CommandNotes): Frame {
  const writer = new WireWriter();
  const type = write(writer, command, found);
  return { type, payload: writer.text(12, name).finish() };
}

function write(writer: WireWriter, command: JournalCommand, found: CommandNotes['found']): number {
  switch (command.kind) {
    case 'input':
      throw new Error('only the server creates the input');
    case 'output':
      writeResult(writer, 14, 15, command.result);
      return messageType.outputCommand;
    case 'get-lazy-state':
      writer.text(1, command.key).uint(11, command.completionId);
      return messageType.getLazyStateCommand;
    case 'get-lazy-state-keys':
      writer.uint(11, command.completionId);
      return messageType.getLazyStateKeysCommand;
    case 'get-eager-state':
      writer.text(1, command.key);
      if (typeof found === 'string') writeValue(writer, 14, Buffer.from(found));
      else writer.message(13, () => undefined);
      return messageType.getEagerStateCommand;
    case 'get-eager-state-keys':
      writer.message(14, (keys) => {
        if (typeof found === 'object') for (const key of found) keys.text(1, key);
      });
      return messageType.getEagerStateKeysCommand;
    case 'set-state':
      writeValue(writer.text(1, command.key), 3, command.value);
      return messageType.setStateCommand;
    case 'clear-state':
      writer.text(1, command.key);
      return messageType.clearStateCommand;
    case 'clear-all-state':
      return messageType.clearAllStateCommand;
    case 'get-promise':
      writer.text(1, command.key).uint(11, command.completionId);
      return messageType.getPromiseCommand;
    case 'peek-promise':
      writer.text(1, command.key).uint(11, command.completionId);
      return messageType.peekPromiseCommand;
    case 'complete-promise':
      writeResult(writer.text(1, command.key), 2, 3, command.result);
      writer.uint(11, command.completionId);
      return messageType.completePromiseCommand;
    case 'sleep':
      writer.uint(1, command.wakeUpAtMs).uint(11, command.completionId);
      return messageType.sleepCommand;
    case 'call':
      writeCallee(writer, command, { key: 5, idempotencyKey: 6, scope: 7, limitKey: 8 });
      writer.uint(11, command.resultCompletionId);
      return messageType.callCommand;
    case 'one-way-call':
      writeCallee(writer.uint(4, command.invokeAtMs), command, {
        key: 6,
        idempotencyKey: 7,
        scope: 8,
        limitKey: 9,
      });
      return messageType.oneWayCallCommand;
    case 'send-signal': {
      const { targetInvocationId, signal, result } = command;
      writer.text(1, targetInvocationId);
      if (signal.kind === 'index') writer.uint(2, signal.index);
      else writer.text(3, signal.name);
      if (result.kind === 'void') writer.message(4, () => undefined);
      else writeResult(writer, 5, 6, result);
      return messageType.sendSignalCommand;
    }
    case 'run':
      writer.uint(11, command.completionId);
      return messageType.runCommand;
    case 'attach-invocation':
      writeTarget(writer, command.target);
      writer.uint(11, command.completionId);
      return messageType.attachInvocationCommand;
    case 'get-invocation-output':
      writeTarget(writer, command.target);
      writer.uint(11, command.completionId);
      return messageType.getInvocationOutputCommand;
    case 'complete-awakeable':
      writeResult(writer.text(1, command.awakeableId), 2, 3, command.result);
      return messageType.completeAwakeableCommand;
    default:
      return assertNever(command);
  }
}

/** Calls and one-way calls number their last fields differently. */
function writeCallee(
  writer: WireWriter,
  call: Call,
  fields: {
    readonly key: number;
    readonly idempotencyKey: number;
    readonly scope: number;
    readonly limitKey: number;
  },
): void {
  writer.text(1, call.service).text(2, call.handler).bytes(3, call.parameter);
  writer
    .text(fields.key, call.key)
    .optionalText(fields.idempotencyKey, call.idempotencyKey)
    .optionalText(fields.scope, call.scope)
    .optionalText(fields.limitKey, call.limitKey)
    .uint(10, call.invocationIdCompletionId);
}

function writeTarget(writer: WireWriter, target: AttachTarget): void {
  switch (target.kind) {
    case 'invocation':
      writer.text(1, target.invocationId);
      return;
    case 'idempotent-request':
      writer.message(3, (request) =>
        request
          .text(1, target.service)
          .optionalText(2, target.serviceKey)
          .text(3, target.handler)
          .text(4, target.idempotencyKey)
          .optionalText(5, target.scope),
      );
      return;
    case 'workflow':
      writer.message(4, (workflow) =>
        workflow.text(1, target.workflow).text(2, target.key).optionalText(3, target.scope),
      );
  }
}

function writeResult(writer: WireWriter, valueField: number, failureField: number, result: Result): void {
  if (result.kind === 'value') writeValue(writer, valueField, result.value);
  else
    writer.message(failureField, (failure) =>
      failure.uint(1, result.failure.code).text(2, result.failure.message),
    );
}

function writeValue(writer: WireWriter, field: number, value: Uint8Array): void {
  writer.message(field, (content) => content.bytes(1, value));
}
