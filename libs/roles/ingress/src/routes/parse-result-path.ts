import type { AttachTarget } from '@perdure/model';

import { ingressErrors } from '../errors.js';
import type { ResultRoute } from './route.js';
import { decodeSegment } from './segments.js';
import { serviceNamed, type Services, splitTarget } from './service-target.js';

/**
 * What follows `/restate/invocation/`: `{id}/{verb}`, or `{service}/[{key}/]{handler}/{idempotencyKey}/{verb}`. Any
 * other number of segments than two means a service (ingress-api 6.5). The idempotency key is taken as it is: headers,
 * where it came from, are not decoded either.
 */
export function parseInvocationPath(segments: readonly string[], services: Services): ResultRoute {
  const [first, second, ...rest] = segments;
  if (first === undefined || second === undefined) throw ingressErrors.badInvocationPath();
  if (rest.length === 0) return { kind: 'result', mode: modeOf(second), of: { kind: 'id', text: first } };

  const service = serviceNamed(first, services);
  const { key, handler, tail } = splitTarget(service, segments.slice(1), ingressErrors.badInvocationPath);
  const [idempotencyKey, verb] = tail;
  if (idempotencyKey === undefined || verb === undefined) throw ingressErrors.badInvocationPath();
  const target: AttachTarget = {
    kind: 'idempotent-request',
    service: service.name,
    ...(key === undefined ? {} : { serviceKey: key }),
    handler,
    idempotencyKey,
  };
  return { kind: 'result', mode: modeOf(verb), of: { kind: 'target', target } };
}

/** What follows `/restate/workflow/`: `{workflow}/{key}/{verb}`. The workflow need not be registered. */
export function parseWorkflowPath([workflow, key, verb]: readonly string[]): ResultRoute {
  if (workflow === undefined || key === undefined || verb === undefined)
    throw ingressErrors.badWorkflowPath();
  const target: AttachTarget = { kind: 'workflow', workflow, key: decodeSegment(key) };
  return { kind: 'result', mode: modeOf(verb), of: { kind: 'target', target } };
}

function modeOf(verb: string): ResultRoute['mode'] {
  if (verb !== 'attach' && verb !== 'output') throw ingressErrors.notFound();
  return verb;
}
