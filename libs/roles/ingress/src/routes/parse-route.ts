import type { ServiceRevision } from '@perdure/model';

import { ingressErrors } from '../errors.js';
import { parseInvocationPath, parseWorkflowPath } from './parse-result-path.js';
import type { InvokeRoute, ResultRoute, Route } from './route.js';
import { decodeSegment, pathOf, segmentsOf } from './segments.js';
import { serviceNamed, type Services, splitTarget } from './service-target.js';

const segmentsMin = 2;
const segmentsMax = 7;

/**
 * Finds what a request target asks for. Services are looked up on the way, for a service decides whether a key
 * follows its name. Throws the first of the errors that ingress-api 1.2 lists as step 3.
 */
export function parseRoute(target: string, services: Services): Route {
  const segments = segmentsOf(target);
  const [first, ...rest] = segments;
  if (first === undefined || segments.length < segmentsMin || segments.length > segmentsMax) {
    throw ingressErrors.badPath(pathOf(target));
  }
  switch (first) {
    case 'restate':
      return parseReserved(rest, services);
    case 'openapi':
      // Reserved; OpenAPI documents are served by the admin API.
      throw ingressErrors.notFound();
    default:
      return parseUnversioned(serviceNamed(first, services), rest);
  }
}

/** What follows `/restate/`. */
function parseReserved([word, ...rest]: readonly string[], services: Services): Route {
  switch (word) {
    case 'call':
    case 'send':
      return parseVersioned(word, undefined, rest, services);
    case 'scope':
      return parseScoped(rest, services);
    case 'attach':
    case 'output':
      return parseResult(word, rest);
    case 'lookup':
      if (rest.length > 0) throw ingressErrors.badVersionedPath();
      return { kind: 'lookup' };
    case 'awakeables':
    case 'a':
      return parseAwakeable(rest);
    case 'invocation':
      return parseInvocationPath(rest, services);
    case 'workflow':
      return parseWorkflowPath(rest);
    case 'health':
      return { kind: 'health' };
    case undefined:
    default:
      throw ingressErrors.notFound();
  }
}

/** `{scope}/{call or send}/…` */
function parseScoped([scope, verb, ...rest]: readonly string[], services: Services): Route {
  if (scope === undefined || (verb !== 'call' && verb !== 'send')) throw ingressErrors.badVersionedPath();
  return parseVersioned(verb, decodeSegment(scope), rest, services);
}

/** `{service}/{handler}` or `{service}/{key}/{handler}`, and nothing more. */
function parseVersioned(
  mode: InvokeRoute['mode'],
  scope: string | undefined,
  [name, ...rest]: readonly string[],
  services: Services,
): InvokeRoute {
  if (name === undefined) throw ingressErrors.badVersionedPath();
  const service = serviceNamed(name, services);
  const { key, handler, tail } = splitTarget(service, rest, ingressErrors.badVersionedPath);
  if (tail.length > 0) throw ingressErrors.badVersionedPath();
  return { kind: 'invoke', mode, scope, service, key, handler };
}

/** The same without a verb in front; a last segment `send` makes it one. */
function parseUnversioned(service: ServiceRevision, rest: readonly string[]): InvokeRoute {
  const { key, handler, tail } = splitTarget(service, rest, ingressErrors.badCallPath);
  const isSend = tail.length === 1 && tail[0] === 'send';
  if (tail.length > 0 && !isSend) throw ingressErrors.badCallPath();
  return { kind: 'invoke', mode: isSend ? 'send' : 'call', scope: undefined, service, key, handler };
}

function parseResult(mode: ResultRoute['mode'], [id, ...rest]: readonly string[]): ResultRoute {
  if (rest.length > 0) throw ingressErrors.badVersionedPath();
  return { kind: 'result', mode, of: id === undefined ? { kind: 'body' } : { kind: 'id', text: id } };
}

/** `{id}/{resolve or reject}`; what follows is ignored. */
function parseAwakeable([id, verb]: readonly string[]): Route {
  if (id === undefined || verb === undefined) throw ingressErrors.badAwakeablePath();
  if (verb !== 'resolve' && verb !== 'reject') throw ingressErrors.notFound();
  return { kind: 'awakeable', verb, id };
}
