import type { Resolution } from '@perdure/engine';
import {
  parseAwakeableId,
  parseInvocationId,
  type AttachTarget,
  type InvocationId,
  type InvocationTarget,
  type JournalCommand,
} from '@perdure/model';
import { freshInvocationId, idempotentInvocationId, workflowInvocationId } from '@perdure/protocol';
import type { ServiceWorld } from './session.js';
import { retentionOf, targetOf } from './services.js';

/** Finds out who a command names, as the invoker does with its registry. */
export function resolve(command: JournalCommand, world: ServiceWorld): Resolution | undefined {
  switch (command.kind) {
    case 'call':
    case 'one-way-call': {
      const target = targetOf(command.service, command.handler, command.key);
      const { idempotencyKey, parameter } = command;
      return {
        kind: 'callee',
        invocationId: invocationIdOf(target, idempotencyKey, world),
        target,
        retention: retentionOf(target, idempotencyKey !== undefined),
        input: parameter,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      };
    }
    case 'attach-invocation':
    case 'get-invocation-output':
      return { kind: 'invocation', invocationId: attached(command.target) };
    case 'send-signal':
      return { kind: 'invocation', invocationId: parseInvocationId(command.targetInvocationId) };
    case 'complete-awakeable':
      return { kind: 'invocation', ...parseAwakeableId(command.awakeableId) };
    case 'input':
    case 'output':
    case 'get-lazy-state':
    case 'get-lazy-state-keys':
    case 'get-eager-state':
    case 'get-eager-state-keys':
    case 'set-state':
    case 'clear-state':
    case 'clear-all-state':
    case 'get-promise':
    case 'peek-promise':
    case 'complete-promise':
    case 'sleep':
    case 'run':
      return undefined;
  }
}

/** Derived from the key where there is one, like no other otherwise. */
export function invocationIdOf(
  { service, handler, handlerKind, key }: InvocationTarget,
  idempotencyKey: string | undefined,
  { random }: Pick<ServiceWorld, 'random'>,
): InvocationId {
  const instance = { service, ...(key !== undefined && { key }) };
  if (handlerKind === 'workflow') return workflowInvocationId({ workflow: service, key: key ?? '' });
  if (idempotencyKey !== undefined) return idempotentInvocationId({ ...instance, handler, idempotencyKey });
  const ulid = Uint8Array.from({ length: 16 }, () => random.between(0, 255));
  return freshInvocationId({ ...instance, ulid, fraction: random.fraction() });
}

function attached(target: AttachTarget): InvocationId {
  switch (target.kind) {
    case 'invocation':
      return parseInvocationId(target.invocationId);
    case 'idempotent-request': {
      const { service, serviceKey, handler, idempotencyKey } = target;
      const key = serviceKey === undefined ? {} : { key: serviceKey };
      return idempotentInvocationId({ service, handler, idempotencyKey, ...key });
    }
    case 'workflow':
      return workflowInvocationId({ workflow: target.workflow, key: target.key });
  }
}
