import type { Principal } from '@perdure/access';
import {
  type AwakeableId,
  failureResult,
  type InvocationId,
  isPerdureError,
  parseAwakeableId,
  partitionOf,
  type Result,
} from '@perdure/model';

import { ingressErrors, unavailable } from '../errors.js';
import type { Exchange } from '../http/exchange.js';
import type { IngressContext } from '../ingress-context.js';
import type { Route } from '../routes/route.js';

const rejectionCode = 500;

/**
 * Completes an awakeable with the request's body: a value as it is, or the text of a failure. Accepted whether or not
 * anybody waits; the first completion wins (ingress-api 8).
 */
export async function completeAwakeable(
  exchange: Exchange,
  { verb, id }: Extract<Route, { kind: 'awakeable' }>,
  context: Pick<IngressContext, 'log' | 'partitionCount' | 'settings' | 'stored'>,
): Promise<void> {
  const { log, partitionCount, settings } = context;
  const body = await exchange.readBody(settings.requestBytesMax);
  const { invocationId, signalIndex } = checkedAwakeableId(id);
  if (!exchange.caller.mayInvokeAll) await checkMaySignal(exchange.caller, invocationId, context);
  const result: Result =
    verb === 'resolve'
      ? { kind: 'value', value: body }
      : failureResult(
          rejectionCode,
          Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'),
        );
  const command = {
    kind: 'signal',
    invocationId,
    signal: { kind: 'index', index: signalIndex },
    result,
  } as const;
  try {
    await log.append(partitionOf(invocationId, partitionCount), { command });
  } catch (error) {
    throw unavailable(error, 'takes-effect-twice');
  }
  exchange.answer(202, []);
}

/**
 * The id of an awakeable is not guarded like a password, and that of a workflow's can be computed: who may not invoke
 * everything must be allowed to invoke the service whose handler waits.
 */
async function checkMaySignal(
  caller: Principal,
  invocationId: InvocationId,
  { stored }: Pick<IngressContext, 'stored'>,
): Promise<void> {
  const row = await stored.read(invocationId).catch((error: unknown) => {
    throw unavailable(error, 'none');
  });
  if (row === undefined || !caller.mayInvoke(row.target.service))
    throw ingressErrors.forbidden('the service whose handler waits, or nobody waits');
}

function checkedAwakeableId(text: string): AwakeableId {
  try {
    return parseAwakeableId(text);
  } catch (error) {
    if (isPerdureError(error, 'ID_MALFORMED')) throw ingressErrors.badAwakeableId(text, error.message);
    throw error;
  }
}
