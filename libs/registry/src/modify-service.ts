import type { HandlingOptions, ServiceRevision } from '@perdure/model';

import { adminError } from './admin-errors.js';
import { type RegistrySnapshot } from './registry-snapshot.js';

/** The settings of a service that can change without a new revision (admin-api 4.3); undefined leaves one as it is. */
export interface ServiceSettings extends Partial<
  Pick<
    HandlingOptions,
    | 'idempotencyRetentionMs'
    | 'workflowCompletionRetentionMs'
    | 'journalRetentionMs'
    | 'inactivityTimeoutMs'
    | 'abortTimeoutMs'
  >
> {
  readonly isPublic?: boolean;
}

export interface ServiceChange {
  readonly service: ServiceRevision;
  readonly snapshot: RegistrySnapshot;
}

/**
 * Changes settings of the latest revision. They hold until the next revision brings its own; handlers that say
 * something themselves keep it. Undefined when there is no such service.
 *
 * Throws `REGISTRATION_CONFLICT` for a workflow's setting on another type of service.
 */
export function modifyService(
  snapshot: RegistrySnapshot,
  name: string,
  { isPublic, ...options }: ServiceSettings,
): ServiceChange | undefined {
  const current = snapshot.service(name);
  const deployment = current && snapshot.deployment(current.deploymentId);
  if (current === undefined || deployment === undefined) return undefined;
  if (options.workflowCompletionRetentionMs !== undefined && current.type !== 'workflow') {
    throw adminError(
      'REGISTRATION_CONFLICT',
      400,
      `modifying retention time for service type ${current.type} is unsupported: ` +
        'only workflows have a workflow_completion_retention',
    );
  }
  const service: ServiceRevision = {
    ...current,
    isPublic: isPublic ?? current.isPublic,
    options: { ...current.options, ...options },
  };
  const services = deployment.services.map((each) => (each.name === name ? service : each));
  return { service, snapshot: snapshot.with({ ...deployment, services }) };
}
