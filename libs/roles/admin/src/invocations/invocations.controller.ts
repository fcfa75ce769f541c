import { Controller, Delete, Inject, Param, Patch, Query } from '@nestjs/common';

import { empty, type Answer } from '../http/answer.js';
import {
  decodeChoice,
  decodeInvocationId,
  single,
  type Query as QueryParameters,
} from '../http/decode-parameters.js';
import { InvocationCommands, type InvocationCommand } from './invocation-commands.js';
import { answerReply } from './reply-answers.js';
import { ResumeDeployment } from './resume-deployment.js';

const modes = ['Cancel', 'cancel', 'Kill', 'kill', 'Purge', 'purge'] as const;
type Mode = Lowercase<(typeof modes)[number]>;

/** What operators do to invocations (admin-api 5). Reading them is a matter of queries. */
@Controller('invocations')
export class InvocationsController {
  constructor(
    @Inject(InvocationCommands) private readonly commands: InvocationCommands,
    @Inject(ResumeDeployment) private readonly resumeDeployment: ResumeDeployment,
  ) {}

  /** Deprecated form: accepted whatever the invocation is up to. */
  @Delete(':id')
  async terminate(@Param('id') id: string, @Query() query: QueryParameters): Promise<Answer> {
    const kind = decodeChoice(query, 'mode', modes, 'Cancel').toLowerCase() as Mode;
    await this.commands.append({ kind, invocationId: decodeInvocationId(id) });
    return empty(202);
  }

  @Patch(':id/cancel')
  cancel(@Param('id') id: string): Promise<Answer> {
    return this.request('cancel', id);
  }

  @Patch(':id/kill')
  kill(@Param('id') id: string): Promise<Answer> {
    return this.request('kill', id);
  }

  @Patch(':id/purge')
  purge(@Param('id') id: string): Promise<Answer> {
    return this.request('purge', id);
  }

  @Patch(':id/purge-journal')
  purgeJournal(@Param('id') id: string): Promise<Answer> {
    return this.request('purge-journal', id);
  }

  @Patch(':id/pause')
  pause(@Param('id') id: string): Promise<Answer> {
    return this.request('pause', id);
  }

  @Patch(':id/resume')
  async resume(@Param('id') id: string, @Query() query: QueryParameters): Promise<Answer> {
    const invocationId = decodeInvocationId(id);
    const deploymentId = await this.resumeDeployment.resolve(invocationId, single(query, 'deployment'));
    const command = { kind: 'resume', invocationId, ...(deploymentId && { deploymentId }) } as const;
    return answerReply('resume', invocationId, await this.commands.request(command));
  }

  private async request(kind: Exclude<InvocationCommand['kind'], 'resume'>, id: string): Promise<Answer> {
    const invocationId = decodeInvocationId(id);
    return answerReply(kind, invocationId, await this.commands.request({ kind, invocationId }));
  }
}
