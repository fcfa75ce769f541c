import type { DeploymentId, InstanceId, PartitionCommand, PartitionRecord } from '@perdure/model';
import type { AttemptEvent, PartitionInput, RetryDecision } from '../input.js';
import { parseAwait } from './await-text.js';
import { handlerKinds, parseJournalCommand, parseRetention, parseTarget } from './journal-text.js';
import type { Names } from './names.js';
import type { TextCodec } from './text-codec.js';
import { bytesOf, parseSignal, Words } from './words.js';

const pin = { deploymentId: 'dp_1' as DeploymentId, protocolVersion: 7 };

/** Reads one line of a story as the input it stands for. */
export function parseInput(line: string, names: Names, codec: TextCodec): PartitionInput {
  if (line.startsWith('attempt '))
    return { kind: 'attempt-event', event: parseAttemptEvent(line, names, codec) };
  const words = new Words(line, handlerKinds);
  const command = parseCommand(words, names);
  const [sender, number] = words.option('from')?.split('#') ?? [];
  const record: PartitionRecord =
    sender === undefined ? { command } : { command, origin: { sender, number: Number(number) } };
  return { kind: 'record', record };
}

function parseCommand(words: Words, names: Names): PartitionCommand {
  const kind = words.next('a command');
  if (kind === 'modify-state') return parseModifyState(words);
  const invocationId = names.id(words.next('an invocation'));
  const [listenerName = '', completion] = words.option('by')?.split('#c') ?? [];
  const replyTo = { nodeId: 'admin', requestId: kind };
  const [index, appendedAtMs] = words.option('asked')?.split('@').map(Number.parseFloat) ?? [];
  const asked = index === undefined || appendedAtMs === undefined ? {} : { askedBy: { index, appendedAtMs } };
  switch (kind) {
    case 'invoke':
      return parseInvoke(invocationId, words, names);
    case 'attach': {
      const nodeId = words.option('node');
      if (nodeId !== undefined)
        return {
          kind,
          invocationId,
          listener: { kind: 'node', nodeId },
          replyTo: { nodeId, requestId: kind },
        };
      const completionId = Number(completion);
      const of = 'attach-invocation';
      return {
        kind,
        invocationId,
        listener: { kind: 'invocation', invocationId: names.id(listenerName), completionId, of, ...asked },
      };
    }
    case 'get-output':
      return {
        kind,
        invocationId,
        requester: names.id(listenerName),
        completionId: Number(completion),
        ...asked,
      };
    case 'signal': {
      const id = parseSignal(words.next('a signal'));
      return { kind, invocationId, signal: id, result: words.result() };
    }
    case 'notify': {
      const completionId = words.completion();
      const notification = { kind: 'completion', of: 'call', completionId, result: words.result() } as const;
      return { kind, invocationId, notification, ...asked };
    }
    case 'cancel':
    case 'kill':
    case 'purge':
    case 'purge-journal':
    case 'pause':
      return { kind, invocationId, replyTo };
    case 'resume': {
      const deploymentId = words.option('on') as DeploymentId | undefined;
      return { kind, invocationId, replyTo, ...(deploymentId !== undefined && { deploymentId }) };
    }
    case 'restart-as-new': {
      const newInvocationId = names.id(words.next('the new invocation'));
      const onDeployment = words.option('on') as DeploymentId | undefined;
      return {
        kind,
        invocationId,
        newInvocationId,
        lastEntry: words.number('upto') ?? 0,
        replyTo,
        ...(onDeployment !== undefined && { pin: { deploymentId: onDeployment, protocolVersion: 7 } }),
      };
    }
    default:
      throw new Error(`'${kind}' is no command`);
  }
}

/** `modify-state /Counter/k count:1 name:x version={…}` */
function parseModifyState(words: Words): PartitionCommand {
  const instance = words.next('an object') as InstanceId;
  const expectedVersion = words.option('version');
  const newState = words
    .rest()
    .split(' ')
    .filter(Boolean)
    .map((entry): [string, Uint8Array] => {
      const [name = '', value = ''] = entry.split(':');
      return [name, bytesOf(value)];
    });
  return {
    kind: 'modify-state',
    instance,
    change: { newState, ...(expectedVersion !== undefined && { expectedVersion }) },
  };
}

function parseInvoke(
  invocationId: ReturnType<Names['id']>,
  words: Words,
  names: Names,
): PartitionCommand & { kind: 'invoke' } {
  const caller = words.option('caller');
  const nodeId = caller ?? words.option('sender');
  const requestId = words.option('request') ?? `invoke ${names.name(invocationId)}`;
  const executeAtMs = words.number('at');
  const idempotencyKey = words.option('key');
  const limitKey = words.option('limit');
  const traceparent = words.option('trace');
  return {
    kind: 'invoke',
    invocationId,
    target: parseTarget(words),
    input: bytesOf(words.option('input') ?? 'input'),
    source: { kind: 'ingress' },
    retention: parseRetention(words),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(limitKey !== undefined && { limitKey }),
    ...(traceparent !== undefined && { trace: { traceparent } }),
    ...(executeAtMs !== undefined && { executeAtMs }),
    ...(caller !== undefined && { listener: { kind: 'node', nodeId: caller } }),
    ...(nodeId !== undefined && { replyTo: { nodeId, requestId } }),
  };
}

/** `attempt a#1 <options> sends|proposes|suspends|ends|fails …` */
function parseAttemptEvent(line: string, names: Names, codec: TextCodec): AttemptEvent {
  const [, name, token, options = '', verb = '', rest = ''] =
    /^attempt (\S+)#(\d+) (.*?)(sends|proposes|suspends|ends|fails)(.*)$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`'${line}' is no report of an attempt`);
  const of = { invocationId: names.id(name), attempt: Number(token) };
  const words = new Words(options, ['ack', 'server-side']);
  const isAckRequested = words.has('ack');
  const retry = parseRetry(words);
  switch (verb) {
    case 'sends': {
      const text = rest.trim();
      const frame = codec.encodeCommand(text);
      return {
        ...of,
        kind: 'command',
        frame,
        isAckRequested,
        pin,
        retry,
        ...parseJournalCommand(text, names),
      };
    }
    case 'proposes': {
      const proposal = new Words(rest);
      return {
        ...of,
        kind: 'run-proposed',
        isAckRequested,
        completionId: proposal.completion(),
        result: proposal.result(),
      };
    }
    case 'suspends':
      return { ...of, kind: 'suspended', awaiting: parseAwait(rest) };
    case 'ends':
      return { ...of, kind: 'ended', retry };
    default:
      return { ...of, kind: 'failed', failure: { code: 500, message: rest.trim() }, retry };
  }
}

function parseRetry(words: Words): RetryDecision {
  const maxAttempts = words.number('max');
  const delayMs = words.number('delay');
  const behavior = words.option('behavior');
  return {
    policy: {
      initialIntervalMs: 500,
      exponentiationFactor: 2,
      maxIntervalMs: 10_000,
      onMaxAttempts: words.option('then') === 'kill' ? 'kill' : 'pause',
      ...(maxAttempts !== undefined && { maxAttempts }),
    },
    jitter: words.number('jitter') ?? 0,
    ...(delayMs !== undefined && { delayMs }),
    ...((behavior === 'pause' || behavior === 'fail') && { behavior }),
    ...(words.has('server-side') && { isServerSide: true }),
  };
}
