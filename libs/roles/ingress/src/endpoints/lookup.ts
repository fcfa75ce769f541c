import { answerJson } from '../answer.js';
import type { Exchange } from '../http/exchange.js';
import type { IngressContext } from '../ingress-context.js';
import { invocationIdOf, readTarget } from './target-body.js';

/** Computes the id of an invocation from what makes it up, whether it exists or not (ingress-api 6.3). */
export async function lookup(
  exchange: Exchange,
  { settings }: Pick<IngressContext, 'settings'>,
): Promise<void> {
  const body = await exchange.readBody(settings.requestBytesMax);
  const target = readTarget(body, 'lookup', exchange.caller);
  answerJson(exchange, `{"invocationId":"${invocationIdOf(target)}"}`);
}
