import { nobody, type Principal } from '@perdure/access';
import type { FastifyRequest } from 'fastify';

const callers = new WeakMap<FastifyRequest, Principal>();

/** Who sends the request. Nobody may do anything until that is found out. */
export function callerOf(request: FastifyRequest): Principal {
  return callers.get(request) ?? nobody;
}

export function setCaller(request: FastifyRequest, caller: Principal): void {
  callers.set(request, caller);
}
