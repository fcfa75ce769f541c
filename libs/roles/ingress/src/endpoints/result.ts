import type { Principal } from '@perdure/access';
import { type InvocationId, serverFailures } from '@perdure/model';

import { answerOutcome } from '../answer.js';
import { ingressErrors, unavailable } from '../errors.js';
import type { Exchange } from '../http/exchange.js';
import type { IngressContext } from '../ingress-context.js';
import { storedResult } from '../results/stored-invocations.js';
import { outputOf, waitForResult } from './wait-for-result.js';

/** Answers with the result if there is one (ingress-api 6.2). */
export async function output(
  exchange: Exchange,
  invocationId: InvocationId,
  context: IngressContext,
): Promise<void> {
  const row = await readRow(invocationId, exchange.caller, context);
  if (row === undefined) throw ingressErrors.notFound();
  if (!answerStored(exchange, row, context)) throw ingressErrors.notReady();
}

/** Answers with the result when there is one (ingress-api 6.2). */
export async function attach(
  exchange: Exchange,
  invocationId: InvocationId,
  context: IngressContext,
  fail: (error: unknown) => void,
): Promise<void> {
  const row = await readRow(invocationId, exchange.caller, context);
  if (row === undefined) {
    // As if it were the outcome of the invocation, unlike `output`: clients must not retry.
    const result = serverFailures.notFound;
    answerOutcome(exchange, { invocationId, result, output: undefined, expiresAtMs: undefined });
    return;
  }
  if (answerStored(exchange, row, context)) return;
  const wait = {
    purpose: 'attach',
    invocationId,
    command: (replyTo) => ({
      kind: 'attach',
      invocationId,
      listener: { kind: 'node', nodeId: replyTo.nodeId },
      replyTo,
    }),
    output: outputOf(row.target, context.registry),
    risk: 'none',
  } as const satisfies Parameters<typeof waitForResult>[1];
  waitForResult(exchange, wait, context, fail);
}

type Row = NonNullable<Awaited<ReturnType<IngressContext['stored']['read']>>>;

function answerStored(exchange: Exchange, row: Row, { registry }: Pick<IngressContext, 'registry'>): boolean {
  const stored = storedResult(row);
  if (stored === undefined) return false;
  const handlerOutput = outputOf(row.target, registry);
  if (stored.result.kind === 'value' && handlerOutput === undefined) throw ingressErrors.notFound();
  answerOutcome(exchange, { invocationId: row.id, ...stored, output: handlerOutput });
  return true;
}

/** What callers may not invoke is not there for them: an id can be computed from names, so a 403 would tell. */
async function readRow(
  id: InvocationId,
  caller: Principal,
  { stored }: Pick<IngressContext, 'stored'>,
): Promise<Row | undefined> {
  try {
    const row = await stored.read(id);
    return row !== undefined && caller.mayInvoke(row.target.service) ? row : undefined;
  } catch (error) {
    throw unavailable(error, 'none');
  }
}
