import { Inject, Injectable } from '@nestjs/common';
import type { DeploymentId, InvocationId, InvocationRow } from '@perdure/model';

import { ChosenDeployments, type DeploymentChoice } from './deployment-choice.js';
import { InvocationCommands, type InvocationCommand } from './invocation-commands.js';
import { statusOfReply } from './reply-answers.js';

/** What needs to know nothing but the invocation. */
export type PlainAction = Exclude<InvocationCommand['kind'], 'resume' | 'restart-as-new'>;

/** What operators do to one invocation (admin-api 5). Whatever cannot be done rejects with an `InvocationProblem`. */
@Injectable()
export class InvocationActions {
  constructor(
    @Inject(InvocationCommands) private readonly commands: InvocationCommands,
    @Inject(ChosenDeployments) private readonly deployments: ChosenDeployments,
  ) {}

  /** Resolves with the status to answer: 200 when it is done, 202 when it will be. */
  async perform(kind: PlainAction, invocationId: InvocationId): Promise<number> {
    return statusOfReply(kind, invocationId, await this.commands.request({ kind, invocationId }));
  }

  /** Accepted whatever the invocation is up to. */
  accept(kind: PlainAction, invocationId: InvocationId): Promise<void> {
    return this.commands.append({ kind, invocationId });
  }

  async resume(invocationId: InvocationId, choice: DeploymentChoice): Promise<number> {
    const deploymentId = choice === 'keep' ? undefined : await this.deploymentToMoveTo(invocationId, choice);
    const command = { kind: 'resume', invocationId, ...(deploymentId && { deploymentId }) } as const;
    return statusOfReply('resume', invocationId, await this.commands.request(command));
  }

  /** The status that is looked at here may change before the command is applied; then the partition refuses it. */
  private async deploymentToMoveTo(
    id: InvocationId,
    choice: Exclude<DeploymentChoice, 'keep'>,
  ): Promise<DeploymentId> {
    const row = await this.commands.load(id);
    const obstacle = row === undefined ? 'not-found' : obstacleToMoving(row);
    if (obstacle !== undefined) statusOfReply('resume', id, { kind: obstacle });
    return this.deployments.find(row as InvocationRow, choice, 'resume').id;
  }
}

type Obstacle = 'already-completed' | 'not-started' | 'deployment-not-pinned';

function obstacleToMoving({ status, startedAtMs, pin }: InvocationRow): Obstacle | undefined {
  if (status === 'completed') return 'already-completed';
  if (startedAtMs === undefined) return 'not-started';
  return status === 'invoked' || pin === undefined ? 'deployment-not-pinned' : undefined;
}
