import { Inject, Injectable } from '@nestjs/common';
import type { Deployment, DeploymentId, InvocationRow } from '@perdure/model';
import type { RegistryReader } from '@perdure/ports';

import { adminTokens } from '../admin-deps.js';
import { InvocationProblem, type Problem } from './invocation-problem.js';

/** `?deployment=`: where the invocation is, the newest deployment of its service, or the one named. */
export type DeploymentChoice = 'keep' | 'latest' | DeploymentId;

/** @param decodeId of what is none of the words; throws the answer that the place it came from asks for */
export function decodeDeploymentChoice(
  text: string | undefined,
  standard: DeploymentChoice,
  decodeId: (text: string) => DeploymentId,
): DeploymentChoice {
  if (text === undefined) return standard;
  if (/^[kK]eep$/.test(text)) return 'keep';
  return /^[lL]atest$/.test(text) ? 'latest' : decodeId(text);
}

/** Finds the deployment an invocation is to run on, and refuses one that cannot run it. */
@Injectable()
export class ChosenDeployments {
  constructor(@Inject(adminTokens.registry) private readonly registry: RegistryReader) {}

  /** @param action what it is chosen for: `resume` or `restart as new` */
  find(row: InvocationRow, choice: DeploymentChoice, action: string): Deployment {
    const id = this.idOf(row, choice);
    const deployment = id && this.registry.deployment(id);
    if (deployment === undefined) throw new InvocationProblem(row.id, notFound(action));
    const problem = foreignProtocol(row, deployment);
    if (problem !== undefined) throw new InvocationProblem(row.id, problem);
    return deployment;
  }

  private idOf({ pin, target }: InvocationRow, choice: DeploymentChoice): DeploymentId | undefined {
    if (choice === 'keep') return pin?.deploymentId;
    return choice === 'latest' ? this.registry.service(target.service)?.deploymentId : choice;
  }
}

function notFound(action: string): Problem {
  const doing = action === 'resume' ? 'resuming' : 'restarting';
  return {
    status: 400,
    text: (id) => `The given deployment was not found when trying to ${action} the invocation '${id}'.`,
    summary: (id) => `Deployment not found when ${doing} invocation '${id}'`,
  };
}

/** Steps that were taken can be replayed only in the protocol version they were taken in. */
function foreignProtocol({ pin }: InvocationRow, deployment: Deployment): Problem | undefined {
  const { minProtocolVersion: min, maxProtocolVersion: max } = deployment;
  if (pin === undefined || (pin.protocolVersion >= min && pin.protocolVersion <= max)) return undefined;
  const text = (id: string): string =>
    `The invocation '${id}' is running on protocol version '${pin.protocolVersion}', while the chosen deployment ` +
    `'${deployment.id}' supports the range ${min}..=${max}.`;
  return { status: 400, text, summary: text };
}
