import {
  type InvocationId,
  type InvocationTarget,
  type OutputSchema,
  partitionOf,
  type PartitionCommand,
  type ReplyTo,
} from '@perdure/model';

import { answerOutcome } from '../answer.js';
import { ingressErrors, type RepeatRisk, unavailable } from '../errors.js';
import type { Exchange } from '../http/exchange.js';
import type { IngressContext } from '../ingress-context.js';
import { append } from '../request-trace.js';
import type { WaitEnd, WaitPurpose } from '../results/result-waits.js';

/** What is sent for somebody who waits for a result, and how the result is answered. */
export interface ResultWaitRequest {
  readonly purpose: WaitPurpose;
  readonly invocationId: InvocationId;
  readonly command: (replyTo: ReplyTo) => PartitionCommand;
  readonly output: OutputSchema | undefined;
  readonly risk: RepeatRisk;
}

/**
 * Appends a command to the invocation's partition and answers with the result the invocation has in the end, however
 * late. A client that leaves cancels nothing (ingress-api 3.6).
 * @param fail answers an error
 */
export function waitForResult(
  exchange: Exchange,
  request: ResultWaitRequest,
  { log, partitionCount, waits }: Pick<IngressContext, 'log' | 'partitionCount' | 'waits'>,
  fail: (error: unknown) => void,
): void {
  const { invocationId, output } = request;
  const partition = partitionOf(invocationId, partitionCount);
  const onEnd = (end: WaitEnd) => {
    if (end.kind === 'not-sent') {
      fail(unavailable(end.error, request.risk));
    } else if (end.result.kind === 'value' && output === undefined) {
      fail(ingressErrors.notFound());
    } else {
      answerOutcome(exchange, { invocationId, result: end.result, output, expiresAtMs: end.expiresAtMs });
    }
  };
  const leave = waits.wait(
    request.purpose,
    invocationId,
    (replyTo) => append(exchange, { log }, partition, request.command(replyTo)),
    onEnd,
  );
  exchange.onGone(leave);
}

/** How the handler's values are typed now; undefined when no registered service has the handler any more. */
export function outputOf(
  target: InvocationTarget,
  registry: IngressContext['registry'],
): OutputSchema | undefined {
  const handlers = registry.service(target.service)?.handlers;
  return handlers?.find((handler) => handler.name === target.handler)?.output;
}
