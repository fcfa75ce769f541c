import {
  describeTarget,
  formatDuration,
  type AttemptFailure,
  type InvocationRow,
  type InvocationSource,
  type InvocationStatus,
  type ServiceType,
  traceIdOf,
} from '@perdure/model';

import { shownStatuses, type InvocationSummary, type ShownStatus } from './invocation-shapes.js';
import { messageName } from './message-name.js';
import { failureJson, timeJson } from './value-json.js';

const serviceTypes = {
  service: 'service',
  'virtual-object': 'virtual_object',
  workflow: 'workflow',
} as const satisfies Record<ServiceType, string>;

/** An invocation without its journal, in the words of the reference's table `sys_invocation` (admin-api 8.1). */
export function summaryJson(row: InvocationRow): InvocationSummary {
  const { target, retention, result } = row;
  return {
    id: row.id,
    status: shownStatus(row.status),
    target: describeTarget(target),
    target_service_name: target.service,
    target_service_ty: serviceTypes[target.serviceType],
    target_service_key: target.key,
    target_handler_name: target.handler,
    scope: target.scope,
    limit_key: row.limitKey,
    idempotency_key: row.idempotencyKey,
    ...sourceJson(row.source),
    trace_id: row.trace && traceIdOf(row.trace),
    created_at: timeJson(row.createdAtMs),
    modified_at: timeJson(row.modifiedAtMs),
    scheduled_start_at: timeJson(row.executeAtMs),
    running_at: timeJson(row.startedAtMs),
    completed_at: timeJson(row.completedAtMs),
    expires_at: timeJson(row.completedAtMs && row.completedAtMs + retention.completionMs),
    completion_retention: formatDuration(retention.completionMs),
    journal_retention: formatDuration(retention.journalMs),
    pinned_deployment_id: row.pin?.deploymentId,
    pinned_service_protocol_version: row.pin?.protocolVersion,
    journal_size: row.journalLength,
    journal_commands_size: row.commandCount,
    attempts: row.attempt,
    failed_attempts: row.failedAttempts,
    next_retry_at: timeJson(row.retryAtMs),
    last_failure: row.lastFailure && attemptFailureJson(row.lastFailure),
    completion_result: result && (result.kind === 'value' ? 'success' : 'failure'),
    completion_failure: result?.kind === 'failure' ? failureJson(result.failure) : undefined,
  };
}

/** What people are told of a status; what waits to run, for whatever reason, is pending. */
export function shownStatus(status: InvocationStatus): ShownStatus {
  if (status === 'invoked') return 'running';
  return shownStatuses.find((each) => each === status) ?? 'pending';
}

function sourceJson(
  source: InvocationSource,
): Pick<InvocationSummary, 'invoked_by' | 'invoked_by_id' | 'invoked_by_target' | 'restarted_from'> {
  switch (source.kind) {
    case 'ingress':
      return { invoked_by: 'ingress' };
    case 'invocation':
      return {
        invoked_by: 'service',
        invoked_by_id: source.invocationId,
        invoked_by_target: source.target,
      };
    case 'restart':
      return { invoked_by: 'restart_as_new', restarted_from: source.invocationId };
  }
}

function attemptFailureJson(failure: AttemptFailure): InvocationSummary['last_failure'] {
  const { code, message, relatedCommandType: type } = failure;
  return {
    code,
    message,
    error_code: failure.restateCode,
    stacktrace: failure.stacktrace,
    related_command_index: failure.relatedCommandIndex,
    related_command_name: failure.relatedCommandName,
    related_command_type: type === undefined ? undefined : messageName(type),
  };
}
