import { Controller, Delete, Inject, Param, Patch, Query } from '@nestjs/common';

import { empty, json, type Answer } from '../http/answer.js';
import {
  decodeChoice,
  decodeDeploymentParameter,
  decodeIndex,
  decodeInvocationId,
  single,
  type Query as QueryParameters,
} from '../http/decode-parameters.js';
import { decodeDeploymentChoice, type DeploymentChoice } from './deployment-choice.js';
import { InvocationActions, type PlainAction } from './invocation-actions.js';
import { RestartAsNew } from './restart-as-new.js';

const modes = ['Cancel', 'cancel', 'Kill', 'kill', 'Purge', 'purge'] as const;
type Mode = Lowercase<(typeof modes)[number]>;

/** What operators do to invocations (admin-api 5). */
@Controller('invocations')
export class InvocationsController {
  constructor(
    @Inject(InvocationActions) private readonly actions: InvocationActions,
    @Inject(RestartAsNew) private readonly restarts: RestartAsNew,
  ) {}

  /** Deprecated form: accepted whatever the invocation is up to. */
  @Delete(':id')
  async terminate(@Param('id') id: string, @Query() query: QueryParameters): Promise<Answer> {
    const kind = decodeChoice(query, 'mode', modes, 'Cancel').toLowerCase() as Mode;
    await this.actions.accept(kind, decodeInvocationId(id));
    return empty(202);
  }

  @Patch(':id/cancel')
  cancel(@Param('id') id: string): Promise<Answer> {
    return this.perform('cancel', id);
  }

  @Patch(':id/kill')
  kill(@Param('id') id: string): Promise<Answer> {
    return this.perform('kill', id);
  }

  @Patch(':id/purge')
  purge(@Param('id') id: string): Promise<Answer> {
    return this.perform('purge', id);
  }

  @Patch(':id/purge-journal')
  purgeJournal(@Param('id') id: string): Promise<Answer> {
    return this.perform('purge-journal', id);
  }

  @Patch(':id/pause')
  pause(@Param('id') id: string): Promise<Answer> {
    return this.perform('pause', id);
  }

  @Patch(':id/resume')
  async resume(@Param('id') id: string, @Query() query: QueryParameters): Promise<Answer> {
    const invocationId = decodeInvocationId(id);
    return empty(await this.actions.resume(invocationId, choiceOf(query, 'keep')));
  }

  @Patch(':id/restart-as-new')
  async restartAsNew(@Param('id') id: string, @Query() query: QueryParameters): Promise<Answer> {
    const lastEntry = decodeIndex(query, 'from') ?? 0;
    const invocationId = decodeInvocationId(id);
    const newId = await this.restarts.restart(invocationId, lastEntry, choiceOf(query, 'latest'));
    return json({ new_invocation_id: newId });
  }

  private async perform(kind: PlainAction, id: string): Promise<Answer> {
    return empty(await this.actions.perform(kind, decodeInvocationId(id)));
  }
}

function choiceOf(query: QueryParameters, standard: DeploymentChoice): DeploymentChoice {
  return decodeDeploymentChoice(single(query, 'deployment'), standard, decodeDeploymentParameter);
}
