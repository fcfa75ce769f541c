import { componentLogger } from '@perdure/logging';
import { openTracing, type Tracing } from '@perdure/telemetry';
import type { NodeOptions } from './node.js';

/** Undefined unless there is somewhere to send spans to, and a role that makes some. */
export async function startTracing({
  config,
  logger,
  version,
  roles,
}: NodeOptions): Promise<Tracing | undefined> {
  const endpoint = config.tracingEndpoint;
  if (endpoint === undefined || roles.every((role) => role === 'admin')) return undefined;
  const log = componentLogger(logger, 'tracing');
  // Not the whole of it: some collectors are told who one is in the path or the query.
  log.info({ collector: new URL(endpoint).host }, 'traces are sent to a collector');
  return openTracing({
    endpoint,
    headers: config.tracingHeaders,
    samplingRatio: config.tracingSamplingRatio,
    queuedSpansMax: config.tracingQueueLimit,
    resource: {
      'service.name': serviceName(roles),
      'service.namespace': config.clusterName,
      'service.instance.id': config.nodeName,
      'service.version': version,
    },
    warn: (fields, message) => log.warn(fields, message),
  });
}

/** The parts of a cluster are told apart; a standalone server is one service, whatever roles it has. */
function serviceName(roles: readonly string[]): string {
  const [role, ...others] = roles;
  return role === undefined || others.length > 0 ? 'perdure' : `perdure-${role}`;
}
