import { Controller, Inject, Post, Req } from '@nestjs/common';
import { isPerdureError, type InvocationId } from '@perdure/model';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { AnswerError, json, type Answer } from '../http/answer.js';
import { decodeBody, describeFirstIssue } from '../http/decode-body.js';
import { batchBody, batchIdsMax, choiceOf } from './batch-body.js';
import { InvocationActions, type PlainAction } from './invocation-actions.js';
import { InvocationProblem } from './invocation-problem.js';
import { RestartAsNew } from './restart-as-new.js';

/** So many of a batch are under way at a time: a batch must not crowd out everybody else's requests. */
const concurrencyMax = 32;

/** Operations on many invocations at once (admin-api 5.1). Always 200: each is told apart in the answer. */
@Controller('internal/invocations_batch_operations')
export class BatchController {
  constructor(
    @Inject(InvocationActions) private readonly actions: InvocationActions,
    @Inject(RestartAsNew) private readonly restarts: RestartAsNew,
  ) {}

  @Post('cancel')
  cancel(@Req() request: FastifyRequest): Promise<Answer> {
    return this.perform('cancel', request);
  }

  @Post('kill')
  kill(@Req() request: FastifyRequest): Promise<Answer> {
    return this.perform('kill', request);
  }

  @Post('purge')
  purge(@Req() request: FastifyRequest): Promise<Answer> {
    return this.perform('purge', request);
  }

  @Post('purge-journal')
  purgeJournal(@Req() request: FastifyRequest): Promise<Answer> {
    return this.perform('purge-journal', request);
  }

  @Post('pause')
  pause(@Req() request: FastifyRequest): Promise<Answer> {
    return this.perform('pause', request);
  }

  @Post('resume')
  resume(@Req() request: FastifyRequest): Promise<Answer> {
    const body = batchOf(request);
    const choice = choiceOf(body, 'keep');
    return forEach(body.invocation_ids, async (id) => {
      await this.actions.resume(id, choice);
      return id;
    });
  }

  @Post('restart-as-new')
  restartAsNew(@Req() request: FastifyRequest): Promise<Answer> {
    const body = batchOf(request);
    const choice = choiceOf(body, 'latest');
    return forEach(body.invocation_ids, async (id) => ({
      old_invocation_id: id,
      new_invocation_id: await this.restarts.restart(id, 0, choice),
    }));
  }

  private perform(action: PlainAction, request: FastifyRequest): Promise<Answer> {
    return forEach(batchOf(request).invocation_ids, async (id) => {
      await this.actions.perform(action, id);
      return id;
    });
  }
}

function batchOf(request: FastifyRequest): z.infer<typeof batchBody> {
  const body = decodeBody(request, batchBody, describeFirstIssue);
  const { length } = body.invocation_ids;
  if (length <= batchIdsMax) return body;
  throw AnswerError.json(400, `Batch size ${length} exceeds maximum allowed size of ${batchIdsMax}`);
}

async function forEach(
  ids: readonly InvocationId[],
  act: (id: InvocationId) => Promise<unknown>,
): Promise<Answer> {
  const succeeded: unknown[] = [];
  const failed: Array<{ readonly invocation_id: InvocationId; readonly error: string }> = [];
  for (let start = 0; start < ids.length; start += concurrencyMax) {
    const slice = ids.slice(start, start + concurrencyMax);
    const outcomes = await Promise.allSettled(slice.map(act));
    outcomes.forEach((outcome, at) => {
      if (outcome.status === 'fulfilled') succeeded.push(outcome.value);
      else failed.push({ invocation_id: slice[at] as InvocationId, error: summaryOf(outcome.reason) });
    });
  }
  return json({ succeeded, failed });
}

function summaryOf(error: unknown): string {
  if (error instanceof InvocationProblem) return error.summary;
  if (isPerdureError(error) && error.retryable) return error.message;
  throw error;
}
