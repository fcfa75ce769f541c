import { nobody } from '@perdure/access';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { ChangeRequest } from '../admin-deps.js';
import { callerOf } from './callers.js';

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The hook that tells who asked for what change: those that were refused as well, but not those of nobody, who could fill a
 * log with them.
 */
export function tellChange(tell: (request: ChangeRequest) => void): Hook {
  return async (request, { statusCode: status }) => {
    const { method, url } = request;
    const caller = callerOf(request);
    if (reading.has(method) || caller === nobody) return;
    const [path = url] = url.split('?', 1);
    tell({ caller: caller.name, method, path, status });
  };
}
