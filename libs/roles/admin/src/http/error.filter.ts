import {
  Catch,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
  type LoggerService,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AnswerError, empty, type Answer } from './answer.js';
import { answerOfError } from './answer-of-error.js';
import { prepareAnswer } from './send-answer.js';

/** Every error becomes an answer here. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: LoggerService) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    // A client that left in the middle of its request is nobody's failure, and hears no answer.
    if (http.getRequest<FastifyRequest>().raw.destroyed && isDisconnect(error)) return;
    const reply = http.getResponse<FastifyReply>();
    void reply.send(prepareAnswer(reply, this.answer(error)));
  }

  private answer(error: unknown): Answer {
    if (error instanceof AnswerError) return error.answer;
    // Nest's own, where a parameter of the path is empty: controllers name what they did not find.
    if (error instanceof NotFoundException) return empty(404);
    const answer = answerOfError(error);
    if (answer !== undefined) return answer;
    this.logger.error(error);
    return AnswerError.json(500, 'The server failed; its log says why.').answer;
  }
}

function isDisconnect(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}
