import type { HandlerSchema, InvocationTarget, ServiceRevision } from '@perdure/model';
import { negotiateProtocolVersion, serviceProtocolVersions } from '@perdure/protocol';

import type { IngressDeps } from '../dependencies.js';
import { ingressErrors } from '../errors.js';
import type { Exchange } from '../http/exchange.js';
import type { InvokeRoute } from '../routes/route.js';
import { executeAtMsOf } from './delay.js';
import { checkHeaderValue, readHead, type RequestHead } from './head.js';
import { checkInput } from './input-rules.js';
import { readQuery } from './query.js';
import { checkScope, readLimitKey } from './scope.js';

/** A call or send that passed all checks. */
export interface InvocationRequest {
  readonly service: ServiceRevision;
  readonly handler: HandlerSchema;
  readonly target: InvocationTarget;
  readonly head: RequestHead;
  readonly body: Uint8Array;
  readonly executeAtMs: number | undefined;
  readonly limitKey: string | undefined;
}

/** Reads a call or send and checks it in the order clients know: the first failing check answers (ingress-api 1.2). */
export async function readInvocationRequest(
  exchange: Exchange,
  route: InvokeRoute,
  { clock, registry, settings }: Pick<IngressDeps, 'clock' | 'registry' | 'settings'>,
): Promise<InvocationRequest> {
  const { service } = route;
  const handler = publicHandler(service, route.handler);
  checkDeployment(service, registry);
  const head = readHead(exchange);
  if (head.idempotencyKey !== undefined) {
    checkHeaderValue('idempotency-key', head.idempotencyKey);
    if (handler.kind === 'workflow') throw ingressErrors.idempotencyKeyOnWorkflow();
  }
  if (route.scope !== undefined) {
    checkScope(route.scope);
    if (!settings.acceptsScopes) throw ingressErrors.scopesOff();
  }
  if (exchange.method !== 'POST' && exchange.method !== 'GET') {
    throw ingressErrors.methodNotAllowed(exchange.method, 'POST or GET');
  }
  const body = await exchange.readBody(settings.requestBytesMax);
  if (head.contentType !== undefined) checkHeaderValue('content-type', head.contentType);
  checkInput(handler.input, head.contentType, body.byteLength);
  const query = readQuery(exchange.target);
  const executeAtMs = query.delay === undefined ? undefined : executeAtMsOf(query.delay, clock.nowMs());
  const limitKey = readLimitKey(head.limitKey ?? query.limitKey, route.scope);
  // The first header is our own, and may hold any text.
  for (const { key, value } of head.delivered.slice(1)) checkHeaderValue(key, value);
  if (executeAtMs !== undefined && route.mode === 'call') throw ingressErrors.delayOnCall();
  const target = targetOf(service, handler, route);
  return { service, handler, target, head, body, executeAtMs, limitKey };
}

function publicHandler(service: ServiceRevision, name: string): HandlerSchema {
  const handler = service.handlers.find((candidate) => candidate.name === name);
  if (handler === undefined) throw ingressErrors.handlerNotFound(service.name, name);
  if (!service.isPublic || !handler.isPublic) throw ingressErrors.notPublic(service.name, name);
  return handler;
}

/** Registration refuses such deployments, but a server may have lost a version since. */
function checkDeployment(service: ServiceRevision, registry: IngressDeps['registry']): void {
  const deployment = registry.deployment(service.deploymentId);
  if (deployment === undefined) return;
  if (negotiateProtocolVersion(deployment, serviceProtocolVersions.max) === undefined) {
    throw ingressErrors.deprecatedDeployment(service.name, deployment.id);
  }
}

function targetOf(
  service: ServiceRevision,
  handler: HandlerSchema,
  { key, scope }: InvokeRoute,
): InvocationTarget {
  return {
    service: service.name,
    serviceType: service.type,
    handler: handler.name,
    handlerKind: handler.kind,
    ...(key === undefined ? undefined : { key }),
    ...(scope === undefined ? undefined : { scope }),
  };
}
