import { answerJson } from '../answer.js';
import type { Exchange } from '../http/exchange.js';
import type { IngressContext } from '../ingress-context.js';

/**
 * Answers while the ingress takes requests, with the names of all services, private ones included (ingress-api 9), that
 * the caller may know of. Nobody needs credentials to ask.
 */
export function health(exchange: Exchange, { registry }: Pick<IngressContext, 'registry'>): void {
  const names = registry.services().map((service) => service.name);
  const services = names.filter((name) => exchange.caller.mayInvoke(name));
  answerJson(exchange, JSON.stringify({ services }));
}
