import { Inject, Injectable } from '@nestjs/common';
import {
  invocationKey,
  partitionOf,
  type Deployment,
  type DeploymentId,
  type InvocationId,
  type InvocationRow,
} from '@perdure/model';
import type { RegistryReader, StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';

import { adminTokens } from '../admin-deps.js';
import { AnswerError } from '../http/answer.js';
import { decodeDeploymentParameter } from '../http/decode-parameters.js';
import { answerReply, invocationNotFound } from './reply-answers.js';

/** Which deployment `resume?deployment=` means, and whether the invocation can go there (admin-api 5). */
@Injectable()
export class ResumeDeployment {
  constructor(
    @Inject(adminTokens.registry) private readonly registry: RegistryReader,
    @Inject(adminTokens.stateReader) private readonly stateReader: StateReader,
    @Inject(adminTokens.partitionCount) private readonly partitionCount: number,
  ) {}

  /**
   * Undefined: where it is. The status that is looked at here may change before the command is applied; then the
   * partition refuses it.
   * @param parameter `keep` (also when absent), `latest` or a deployment's id
   */
  async resolve(id: InvocationId, parameter: string | undefined): Promise<DeploymentId | undefined> {
    if (parameter === undefined || /^[kK]eep$/.test(parameter)) return undefined;
    const wanted = /^[lL]atest$/.test(parameter) ? 'latest' : decodeDeploymentParameter(parameter);
    const row = await this.load(id);
    refuseUnlessMovable(row);
    const deploymentId =
      wanted === 'latest' ? this.registry.service(row.target.service)?.deploymentId : wanted;
    const deployment = deploymentId && this.registry.deployment(deploymentId);
    if (deployment === undefined) {
      throw AnswerError.json(
        400,
        `The given deployment was not found when trying to resume the invocation '${id}'.`,
      );
    }
    refuseForeignProtocol(row, deployment);
    return deployment.id;
  }

  private async load(id: InvocationId): Promise<InvocationRow> {
    const bytes = await this.stateReader.get(partitionOf(id, this.partitionCount), invocationKey(id));
    if (bytes === undefined) throw invocationNotFound(id);
    return decodeRow('invocation', bytes);
  }
}

function refuseUnlessMovable(row: InvocationRow): void {
  switch (row.status) {
    case 'completed':
      answerReply('resume', row.id, { kind: 'already-completed' });
      break;
    case 'scheduled':
    case 'inboxed':
      answerReply('resume', row.id, { kind: 'not-started' });
      break;
    case 'invoked':
      answerReply('resume', row.id, { kind: 'deployment-not-pinned' });
      break;
    case 'backing-off':
    case 'suspended':
    case 'paused':
      if (row.pin === undefined) answerReply('resume', row.id, { kind: 'deployment-not-pinned' });
      break;
  }
}

function refuseForeignProtocol(row: InvocationRow, deployment: Deployment): void {
  const version = row.pin?.protocolVersion;
  const { minProtocolVersion, maxProtocolVersion } = deployment;
  if (version === undefined || (version >= minProtocolVersion && version <= maxProtocolVersion)) return;
  throw AnswerError.json(
    400,
    `The invocation '${row.id}' is running on protocol version '${version}', while the chosen deployment ` +
      `'${deployment.id}' supports the range ${minProtocolVersion}..=${maxProtocolVersion}.`,
  );
}
