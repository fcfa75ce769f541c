import type { HandlerKind, InvocationTarget, JournalCommand, Retention } from '@perdure/model';
import type { Resolution } from '../input.js';
import type { Names } from './names.js';
import { bytesOf, Words } from './words.js';

interface ParsedCommand {
  readonly command: JournalCommand;
  readonly resolution?: Resolution;
}

export const handlerKinds = ['exclusive', 'shared', 'workflow', 'workflow-shared'] as const;
const flags = [...handlerKinds, 'unresolvable', 'unresolved'];
const day = 86_400_000;

/** Reads a journal command as stories write it: the text is also what the journal of a story holds. */
export function parseJournalCommand(text: string, names: Names): ParsedCommand {
  const words = new Words(text, flags);
  const parsed = parseKind(words, names);
  const { command } = parsed;
  if (words.has('unresolved')) return { command };
  if (words.has('unresolvable'))
    return {
      command,
      resolution: { kind: 'unresolvable', failure: { code: 404, message: 'no such thing' } },
    };
  return parsed;
}

function parseKind(words: Words, names: Names): ParsedCommand {
  const kind = words.next('a command');
  switch (kind) {
    case 'input':
      return { command: { kind, headers: [], value: bytesOf(words.rest()) } };
    case 'output':
      return { command: { kind, result: words.result() } };
    case 'set-state':
      return { command: { kind, key: words.next('a key'), value: bytesOf(words.next('a value')) } };
    case 'clear-state':
    case 'get-eager-state':
      return { command: { kind, key: words.next('a key') } };
    case 'clear-all-state':
    case 'get-eager-state-keys':
      return { command: { kind } };
    case 'get-lazy-state':
    case 'get-promise':
    case 'peek-promise':
      return { command: { kind, key: words.next('a key'), completionId: words.completion() } };
    case 'get-lazy-state-keys':
    case 'run':
      return { command: { kind, completionId: words.completion() } };
    case 'complete-promise': {
      const key = words.next('a key');
      return { command: { kind, key, completionId: words.completion(), result: words.result() } };
    }
    case 'sleep':
      return {
        command: { kind, completionId: words.completion(), wakeUpAtMs: words.number('until') ?? 0 },
      };
    case 'call':
    case 'one-way-call':
      return parseCall(kind, words, names);
    case 'attach-invocation':
    case 'get-invocation-output': {
      const completionId = words.completion();
      const invocationId = names.id(words.next('an invocation'));
      return {
        command: { kind, completionId, target: { kind: 'invocation', invocationId } },
        resolution: { kind: 'invocation', invocationId },
      };
    }
    case 'cancel': {
      const invocationId = names.id(words.next('an invocation'));
      const signal = { kind: 'index', index: 1 } as const;
      return {
        command: { kind: 'send-signal', targetInvocationId: invocationId, signal, result: { kind: 'void' } },
        resolution: { kind: 'invocation', invocationId },
      };
    }
    case 'send-signal': {
      const invocationId = names.id(words.next('an invocation'));
      const signal = { kind: 'name', name: words.next('a name') } as const;
      return {
        command: { kind, targetInvocationId: invocationId, signal, result: words.result() },
        resolution: { kind: 'invocation', invocationId },
      };
    }
    case 'complete-awakeable': {
      const [owner = '', index] = words.next('an awakeable').split('#');
      return {
        command: { kind, awakeableId: owner, result: words.result() },
        resolution: {
          kind: 'invocation',
          invocationId: names.id(owner),
          ...(index !== undefined && { signalIndex: Number(index) }),
        },
      };
    }
    default:
      throw new Error(`'${kind}' is no journal command`);
  }
}

function parseCall(kind: 'call' | 'one-way-call', words: Words, names: Names): ParsedCommand {
  const invocationIdCompletionId = words.completion();
  const resultCompletionId = kind === 'call' ? words.completion() : 0;
  const invocationId = names.id(words.next('an invocation'));
  const target = parseTarget(words);
  const idempotencyKey = words.option('key');
  const traceparent = words.option('trace');
  const callee = {
    service: target.service,
    handler: target.handler,
    key: target.key ?? '',
    headers: [],
    parameter: bytesOf(''),
    invocationIdCompletionId,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
  return {
    command:
      kind === 'call'
        ? { kind, resultCompletionId, ...callee }
        : { kind, invokeAtMs: words.number('at') ?? 0, ...callee },
    resolution: {
      kind: 'callee',
      invocationId,
      target,
      retention: parseRetention(words),
      input: bytesOf('input'),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      ...(traceparent !== undefined && { trace: { traceparent } }),
    },
  };
}

/** `Greeter/greet` is a plain service, `Counter/k/add` an exclusive handler unless a flag says what else. */
export function parseTarget(words: Words): InvocationTarget {
  const scope = words.option('scope');
  const [service = '', ...path] = words.next('a target').split('/');
  const [key, handler] = path.length === 1 ? [undefined, path[0]] : path;
  const flag = handlerKinds.find((kind) => words.has(kind));
  const isWorkflow = flag === 'workflow' || flag === 'workflow-shared';
  const handlerKind: HandlerKind = flag === 'workflow-shared' ? 'shared' : (flag ?? 'exclusive');
  return key === undefined
    ? {
        service,
        serviceType: 'service',
        handler: handler ?? '',
        handlerKind: 'plain',
        ...(scope !== undefined && { scope }),
      }
    : {
        service,
        serviceType: isWorkflow ? 'workflow' : 'virtual-object',
        handler: handler ?? '',
        handlerKind,
        key,
        ...(scope !== undefined && { scope }),
      };
}

/** `keep` is for how long the result is kept, `journal` the journal: as long unless it is named. */
export function parseRetention(words: Words): Retention {
  const completionMs = words.number('keep') ?? day;
  return { completionMs, journalMs: words.number('journal') ?? completionMs };
}
