import {
  anyone,
  type Authenticator,
  challenges,
  credentialIn,
  nobody,
  type Principal,
} from '@perdure/access';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AnswerError } from '../http/answer.js';
import { answerOfError } from '../http/answer-of-error.js';
import { prepareAnswer } from '../http/send-answer.js';
import { setCaller } from './callers.js';
import { NeededGrants } from './needed-grants.js';

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * The hook that finds out who sends a request and ends it when they may not: the first hook there is, so that it tells
 * nothing else.
 * @param authenticator undefined: nobody is asked for credentials, and all may do everything
 */
export async function checkAccess(authenticator: Authenticator | undefined): Promise<Hook> {
  if (authenticator === undefined) return async (request) => setCaller(request, anyone);
  // The table comes with all the shapes of the API's document, which nobody else may ask for.
  const { describedOperations } = await import('../openapi/described-operations.js');
  const needed = new NeededGrants(describedOperations);
  return async (request, reply) => {
    try {
      const need = needed.of(request.method, request.routeOptions.url);
      if (need === 'none') return;
      const caller = await identify(request, authenticator);
      setCaller(request, caller);
      if (!caller.may(need)) throw forbidden(need);
    } catch (error) {
      const answer = error instanceof AnswerError ? error.answer : answerOfError(error);
      if (answer === undefined) throw error;
      await reply.send(prepareAnswer(reply, answer));
    }
  };
}

async function identify({ headers }: FastifyRequest, authenticator: Authenticator): Promise<Principal> {
  const credential = credentialIn((name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  });
  if (credential === undefined) throw unauthenticated(false);
  const caller = (await authenticator.principalOf(credential)) ?? nobody;
  if (caller === nobody) throw unauthenticated(true);
  return caller;
}

function unauthenticated(hasCredential: boolean): AnswerError {
  const message = hasCredential
    ? 'The credential is not valid here, or not any more.'
    : 'The admin API asks for a credential: send x-api-key, or authorization: Bearer, with an API key or a JWT.';
  const challenge = hasCredential ? challenges.invalidCredential : challenges.unauthenticated;
  return AnswerError.json(401, message).with({ 'www-authenticate': challenge });
}

function forbidden(need: string): AnswerError {
  const message = `The credential does not allow this: it needs the grant '${need}'.`;
  return AnswerError.json(403, message).with({ 'www-authenticate': challenges.forbidden });
}
