import { Inject, Injectable } from '@nestjs/common';
import type { DeploymentPin, InvocationId, InvocationRow, Reply } from '@perdure/model';
import type { Clock, Ids } from '@perdure/ports';
import { negotiateProtocolVersion, siblingInvocationId } from '@perdure/protocol';

import { adminTokens, type ServerInfo } from '../admin-deps.js';
import { ChosenDeployments, type DeploymentChoice } from './deployment-choice.js';
import { InvocationCommands } from './invocation-commands.js';
import { invocationNotFound, InvocationProblem } from './invocation-problem.js';
import { statusOfReply } from './reply-answers.js';

const kind = 'restart-as-new';

/** Starts completed invocations once more (admin-api 5). */
@Injectable()
export class RestartAsNew {
  constructor(
    @Inject(InvocationCommands) private readonly commands: InvocationCommands,
    @Inject(ChosenDeployments) private readonly deployments: ChosenDeployments,
    @Inject(adminTokens.serverInfo) private readonly info: ServerInfo,
    @Inject(adminTokens.clock) private readonly clock: Clock,
    @Inject(adminTokens.ids) private readonly ids: Ids,
  ) {}

  /**
   * Resolves with the id of the new invocation.
   * @param lastEntry index of the last journal entry it takes over; 0 is the input
   */
  async restart(id: InvocationId, lastEntry: number, choice: DeploymentChoice): Promise<InvocationId> {
    const row = await this.commands.load(id);
    if (row === undefined) throw new InvocationProblem(id, invocationNotFound);
    const obstacle = obstacleToRestart(row);
    if (obstacle !== undefined) statusOfReply(kind, id, { kind: obstacle });
    const pin = this.pinOf(row, lastEntry, choice);
    // In the partition of the old one, whose journal it starts from.
    const newInvocationId = siblingInvocationId(id, this.ids.ulid(this.clock.nowMs()));
    const command = { kind, invocationId: id, newInvocationId, lastEntry, ...(pin && { pin }) } as const;
    statusOfReply(kind, id, await this.commands.request(command));
    return newInvocationId;
  }

  /** Undefined when nothing stands in the way of choosing at the first attempt, as for any new invocation. */
  private pinOf(row: InvocationRow, lastEntry: number, choice: DeploymentChoice): DeploymentPin | undefined {
    const isFromInput = lastEntry === 0;
    if (isFromInput && (choice === 'latest' || (choice === 'keep' && row.pin === undefined)))
      return undefined;
    const deployment = this.deployments.find(row, choice, 'restart as new');
    const protocolVersion =
      row.pin?.protocolVersion ??
      negotiateProtocolVersion(deployment, this.info.isProtocolV7Enabled ? 7 : 6) ??
      deployment.maxProtocolVersion;
    return { deploymentId: deployment.id, protocolVersion };
  }
}

/** What the partition would say too; looked at first, because it counts more than a deployment that does not fit. */
function obstacleToRestart(row: InvocationRow): Reply['kind'] | undefined {
  if (row.status !== 'completed') return row.startedAtMs === undefined ? 'not-started' : 'not-completed';
  if (row.journalLength === 0) return 'journal-missing';
  return row.target.serviceType === 'workflow' ? 'not-restartable' : undefined;
}
