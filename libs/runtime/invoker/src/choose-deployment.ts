import type {
  AttemptFailure,
  AttemptFailureCode,
  Deployment,
  DeploymentPin,
  HandlerSchema,
  InvocationRow,
  ServiceRevision,
} from '@perdure/model';
import type { RegistryReader } from '@perdure/ports';
import { negotiateProtocolVersion } from '@perdure/protocol';

export interface ChosenDeployment {
  readonly deployment: Deployment;
  readonly service: ServiceRevision;
  readonly handler: HandlerSchema;
  /** What the first stored command pins. */
  readonly pin: DeploymentPin;
}

export type DeploymentChoice =
  | { readonly kind: 'chosen'; readonly chosen: ChosenDeployment }
  | { readonly kind: 'none'; readonly failure: AttemptFailure };

/**
 * Where an attempt goes: to the pinned deployment and version, whatever else was registered meanwhile, or else to the
 * newest revision of the service (service-protocol 2.4).
 */
export function chooseDeployment(
  row: InvocationRow,
  registry: RegistryReader,
  protocolVersionMax: number,
): DeploymentChoice {
  const { target, pin } = row;
  const newest = registry.service(target.service);
  if (pin === undefined && newest === undefined)
    return none(
      404,
      'RT0018',
      `service '${target.service}' is not registered; register a deployment that serves it`,
    );

  const deploymentId = pin?.deploymentId ?? newest?.deploymentId;
  const deployment = deploymentId === undefined ? undefined : registry.deployment(deploymentId);
  if (deployment === undefined)
    return none(
      500,
      'RT0010',
      `deployment ${String(deploymentId)} was removed while this invocation depends on it; resume it on another one`,
    );

  // The newest revision carries settings an operator changed after registration.
  const service =
    newest?.deploymentId === deployment.id
      ? newest
      : deployment.services.find((candidate) => candidate.name === target.service);
  const handler = service?.handlers.find((candidate) => candidate.name === target.handler);
  if (service === undefined || handler === undefined)
    return none(
      404,
      'RT0018',
      `deployment ${deployment.id} does not serve '${target.service}/${target.handler}'`,
    );

  const protocolVersion = pin?.protocolVersion ?? negotiateProtocolVersion(deployment, protocolVersionMax);
  if (protocolVersion === undefined)
    return none(
      500,
      'RT0015',
      `deployment ${deployment.id} speaks protocol versions ${deployment.minProtocolVersion} to ` +
        `${deployment.maxProtocolVersion}, this server up to ${protocolVersionMax}`,
    );
  return {
    kind: 'chosen',
    chosen: {
      deployment,
      service,
      handler,
      pin: pin ?? { deploymentId: deployment.id, protocolVersion },
    },
  };
}

function none(code: number, restateCode: AttemptFailureCode, message: string): DeploymentChoice {
  return { kind: 'none', failure: { code, restateCode, message } };
}
