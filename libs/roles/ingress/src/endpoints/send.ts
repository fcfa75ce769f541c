import { type InvokeCommand, isPerdureError, partitionOf, type Reply, type ReplyTo } from '@perdure/model';

import { answerSend } from '../answer.js';
import { unavailable } from '../errors.js';
import type { Exchange } from '../http/exchange.js';
import type { IngressContext } from '../ingress-context.js';
import type { InvocationRequest } from '../request/invocation-request.js';
import { append, traceRequest } from '../request-trace.js';
import { invokeCommandOf } from '../request/invoke-command.js';

type Context = Pick<IngressContext, 'log' | 'partitionCount' | 'replies' | 'stored'>;

/** What a send is answered with. */
interface Receipt {
  readonly isNew: boolean;
  readonly executeAtMs: number | undefined;
}

/** Starts an invocation and answers as soon as it is accepted for good (ingress-api 3.3). */
export async function send(
  exchange: Exchange,
  request: InvocationRequest,
  context: IngressContext,
): Promise<void> {
  const invoke = traceRequest(exchange, invokeCommandOf(request, context), context);
  const { isNew, executeAtMs } = await submit(exchange, invoke, context);
  answerSend(exchange, invoke.invocationId, isNew ? 'Accepted' : 'PreviouslyAccepted', executeAtMs);
}

async function submit(
  exchange: Exchange,
  invoke: InvokeCommand,
  { log, partitionCount, replies, stored }: Context,
): Promise<Receipt> {
  let requestId: string | undefined;
  const submitted = (replyTo: ReplyTo) => {
    requestId = replyTo.requestId;
    const partition = partitionOf(invoke.invocationId, partitionCount);
    return append(exchange, { log }, partition, { ...invoke, replyTo });
  };
  const look = (id: string) => replyFromStore(invoke, id, stored);
  try {
    return receiptOf(await replies.request(submitted, look), invoke);
  } catch (error) {
    const isUnknown = isPerdureError(error, 'PARTITION_UNAVAILABLE');
    // An unreadable store tells no more than no reply does.
    const reply =
      isUnknown && requestId !== undefined ? await look(requestId).catch(() => undefined) : undefined;
    if (reply === undefined) throw unavailable(error, 'runs-twice-without-key');
    return receiptOf(reply, invoke);
  }
}

function receiptOf(reply: Reply, invoke: InvokeCommand): Receipt {
  if (reply.kind === 'accepted') return { isNew: true, executeAtMs: invoke.executeAtMs };
  if (reply.kind === 'previously-accepted') return { isNew: false, executeAtMs: reply.executeAtMs };
  throw new Error(`a send was answered '${reply.kind}'`);
}

/** The reply did not come, but what it would have said may be in the store. */
async function replyFromStore(
  { invocationId }: InvokeCommand,
  requestId: string,
  stored: Context['stored'],
): Promise<Reply | undefined> {
  const row = await stored.read(invocationId);
  if (row === undefined) return undefined;
  if (row.createdByRequestId === requestId) return { kind: 'accepted' };
  const isDue = row.status !== 'scheduled' || row.executeAtMs === undefined;
  return { kind: 'previously-accepted', ...(!isDue && { executeAtMs: row.executeAtMs }) };
}
