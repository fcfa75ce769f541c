import type { InvocationId, InvocationSource, InvokeCommand, Retention } from '@perdure/model';
import {
  encodeInputPayload,
  freshInvocationId,
  idempotentInvocationId,
  workflowInvocationId,
} from '@perdure/protocol';
import { handlingOf, retentionOf } from '@perdure/registry';

import type { IngressDeps } from '../dependencies.js';
import type { InvocationRequest } from './invocation-request.js';
import { ulidText } from './ulid-text.js';

type Deps = Pick<IngressDeps, 'clock' | 'ids' | 'handlingDefaults' | 'settings'>;

const source: InvocationSource = { kind: 'ingress' };

/** The command that starts what was asked for, still without anybody who waits for it. */
export function invokeCommandOf(request: InvocationRequest, deps: Deps): InvokeCommand {
  const { service, handler, target, head, body, executeAtMs, limitKey } = request;
  const idempotencyKey = head.idempotencyKey ?? automaticKey(request, deps);
  const handling = handlingOf(service, handler, deps.handlingDefaults);
  const retention = retentionOf(handler.kind, idempotencyKey !== undefined, handling);
  return {
    kind: 'invoke',
    invocationId: identify(request, idempotencyKey, deps),
    target,
    input: encodeInputPayload(head.delivered, body),
    source,
    retention: head.idempotencyKey === idempotencyKey ? retention : shortened(retention, deps),
    ...(idempotencyKey === undefined ? undefined : { idempotencyKey }),
    ...(limitKey === undefined ? undefined : { limitKey }),
    ...(executeAtMs === undefined ? undefined : { executeAtMs }),
    ...(head.trace === undefined ? undefined : { trace: head.trace }),
  };
}

/** Gives every invocation but a workflow's a key that nobody else has, so that its result can be found by it (ingress-api 3.4). */
function automaticKey({ service }: InvocationRequest, { clock, ids, settings }: Deps): string | undefined {
  if (!settings.automaticIdempotencyKeys || service.type === 'workflow') return undefined;
  return ulidText(ids.ulid(clock.nowMs()));
}

/** Of an automatic key. Nobody repeats a request with it, so all that is lost early is a result to be fetched by its id. */
function shortened({ completionMs, journalMs }: Retention, { settings }: Deps): Retention {
  const msMax = settings.automaticKeyRetentionMsMax;
  return { completionMs: Math.min(completionMs, msMax), journalMs: Math.min(journalMs, msMax) };
}

function identify(
  { target, handler }: InvocationRequest,
  idempotencyKey: string | undefined,
  { clock, ids }: Deps,
): InvocationId {
  if (handler.kind === 'workflow') {
    const { service, key = '', scope } = target;
    return workflowInvocationId({ workflow: service, key, ...(scope === undefined ? undefined : { scope }) });
  }
  if (idempotencyKey !== undefined) return idempotentInvocationId({ ...target, idempotencyKey });
  return freshInvocationId({ ...target, ulid: ids.ulid(clock.nowMs()), fraction: ids.fraction() });
}
