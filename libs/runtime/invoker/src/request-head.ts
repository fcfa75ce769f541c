import type { InvocationRow, TraceContext } from '@perdure/model';
import type { AttemptRequest } from '@perdure/ports';
import { invocationContentType } from '@perdure/protocol';
import type { ChosenDeployment } from './choose-deployment.js';

/**
 * Path and headers of an attempt (service-protocol 1.5): the deployment's headers first, the server's last.
 * @param trace what the deployment is a child of (1.7)
 */
export function attemptRequest(
  row: InvocationRow,
  { deployment: { endpoint }, pin }: ChosenDeployment,
  serverHeaders: Readonly<Record<string, string>>,
  trace: TraceContext | undefined,
): AttemptRequest {
  const { service, handler, key } = row.target;
  const contentType = invocationContentType(pin.protocolVersion);
  const headers: Record<string, string> = {
    'content-type': contentType,
    accept: contentType,
    'x-restate-invocation-id': row.id,
  };
  if (key !== undefined) headers['x-restate-service-key'] = encodeURIComponent(key);
  if (trace !== undefined) {
    headers['traceparent'] = trace.traceparent;
    if (trace.tracestate !== undefined) headers['tracestate'] = trace.tracestate;
  }
  return {
    endpoint,
    path: `/invoke/${service}/${handler}`,
    ...(key !== undefined && { serviceKey: key }),
    headers: Object.assign(headers, endpoint.additionalHeaders, serverHeaders),
  };
}
