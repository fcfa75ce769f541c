import type { InvocationId, InvocationTarget } from '@perdure/model';
import { freshInvocationId, idempotentInvocationId, workflowInvocationId } from '@perdure/protocol';
import type { Random } from '../kernel/random.js';

/** As an ingress does it: derived from the key where there is one, like no other otherwise (ingress-api 6.4). */
export function invocationIdOf(
  { service, handler, handlerKind, key, scope }: InvocationTarget,
  idempotencyKey: string | undefined,
  random: Random,
): InvocationId {
  const scoped = scope === undefined ? {} : { scope };
  if (handlerKind === 'workflow')
    return workflowInvocationId({ ...scoped, workflow: service, key: key ?? '' });
  const instance = { ...scoped, service, ...(key !== undefined && { key }) };
  if (idempotencyKey !== undefined) return idempotentInvocationId({ ...instance, handler, idempotencyKey });
  const ulid = Uint8Array.from({ length: 16 }, () => random.between(0, 255));
  return freshInvocationId({ ...instance, ulid, fraction: random.fraction() });
}
