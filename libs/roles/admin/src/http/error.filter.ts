import {
  Catch,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
  type LoggerService,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { AllowedMethods } from './allowed-methods.js';
import { AnswerError, empty, type Answer } from './answer.js';
import { answerOfError } from './answer-of-error.js';
import { prepareAnswer } from './send-answer.js';

/** Every error becomes an answer here. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly allowedMethods: AllowedMethods,
    private readonly logger: LoggerService,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const answer = this.answer(error, http.getRequest<FastifyRequest>());
    void reply.send(prepareAnswer(reply, answer));
  }

  private answer(error: unknown, request: FastifyRequest): Answer {
    if (error instanceof AnswerError) return error.answer;
    // Only the router throws this: controllers name what they did not find.
    if (error instanceof NotFoundException) return this.unrouted(request);
    const answer = answerOfError(error);
    if (answer !== undefined) return answer;
    this.logger.error(error);
    return AnswerError.json(500, 'The server failed; its log says why.').answer;
  }

  private unrouted(request: FastifyRequest): Answer {
    const allowed = this.allowedMethods.of(request.url);
    return allowed.length === 0 ? empty(404) : empty(405, { allow: allowed.join(',') });
  }
}
