import type { InvokeCommand, PartitionCommand, PartitionId } from '@perdure/model';

import type { IngressDeps } from './dependencies.js';
import type { Exchange } from './http/exchange.js';

/**
 * Puts the request into a trace: the invocation becomes a child of the request's span. Without a tracer it stays a child
 * of what the caller sent, if anything, so that traces of others do not break at this server.
 */
export function traceRequest(
  exchange: Exchange,
  invoke: InvokeCommand,
  { tracer }: Pick<IngressDeps, 'tracer'>,
): InvokeCommand {
  if (tracer === undefined) return invoke;
  const { method, startedMs } = exchange;
  const { invocationId, target, trace: parent } = invoke;
  exchange.span = tracer.startRequest({ method, startedMs, invocationId, target, parent });
  return { ...invoke, trace: exchange.span.context };
}

/** Appends to the log. The trace of the request, if it has one, shows how long that took. */
export function append(
  { span }: Exchange,
  { log }: Pick<IngressDeps, 'log'>,
  partition: PartitionId,
  command: PartitionCommand,
): Promise<void> {
  if (span === undefined) return log.append(partition, { command });
  const end = span.startAppend();
  const appended = log.append(partition, { command });
  appended.then(() => end(), end);
  return appended;
}
