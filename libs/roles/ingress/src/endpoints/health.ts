import { answerJson } from '../answer.js';
import type { Exchange } from '../http/exchange.js';
import type { IngressContext } from '../ingress-context.js';

/** Answers while the ingress takes requests, with the names of all services, private ones included (ingress-api 9). */
export function health(exchange: Exchange, { registry }: Pick<IngressContext, 'registry'>): void {
  const services = registry.services().map((service) => service.name);
  answerJson(exchange, JSON.stringify({ services }));
}
