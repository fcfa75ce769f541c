import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';

import type { AllowedMethods } from './allowed-methods.js';
import { empty } from './answer.js';
import { prepareAnswer } from './send-answer.js';

/**
 * Hook: 404 for paths that lead nowhere, 405 for methods that a path does not have. Before the body is read: there is
 * nobody to say what is wrong with it.
 */
export function refuseUnrouted(allowedMethods: AllowedMethods): onRequestAsyncHookHandler {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!request.is404) return;
    const allowed = allowedMethods.of(request.url);
    const answer = allowed.length === 0 ? empty(404) : empty(405, { allow: allowed.join(',') });
    await reply.send(prepareAnswer(reply, answer));
  };
}
