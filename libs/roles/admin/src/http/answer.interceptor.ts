import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

import type { Answer } from './answer.js';
import { prepareAnswer } from './send-answer.js';

/** Turns the {@link Answer} of a controller into HTTP. */
export class AnswerInterceptor implements NestInterceptor<Answer, Uint8Array | undefined> {
  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Uint8Array | undefined> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((answer) => prepareAnswer(reply, answer)));
  }
}
