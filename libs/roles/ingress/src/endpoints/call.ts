import type { Exchange } from '../http/exchange.js';
import type { IngressContext } from '../ingress-context.js';
import type { InvocationRequest } from '../request/invocation-request.js';
import { traceRequest } from '../request-trace.js';
import { invokeCommandOf } from '../request/invoke-command.js';
import { waitForResult } from './wait-for-result.js';

/** Starts (or joins, by its idempotency key) an invocation and answers with its result (ingress-api 3.2, 3.4, 3.5). */
export function call(
  exchange: Exchange,
  request: InvocationRequest,
  context: IngressContext,
  fail: (error: unknown) => void,
): void {
  const invoke = traceRequest(exchange, invokeCommandOf(request, context), context);
  const wait = {
    purpose: 'call',
    invocationId: invoke.invocationId,
    command: (replyTo) => ({ ...invoke, listener: { kind: 'node', nodeId: replyTo.nodeId }, replyTo }),
    output: request.handler.output,
    risk: 'runs-twice-without-key',
  } as const satisfies Parameters<typeof waitForResult>[1];
  waitForResult(exchange, wait, context, fail);
}
