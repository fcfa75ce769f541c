import {
  formatDuration,
  type HandlerKind,
  type HandlerSchema,
  type HandlingOptions,
  type RetryPolicy,
  type ServiceRevision,
  type ServiceType,
} from '@perdure/model';
import type { HandlingDefaults } from '@perdure/registry';

import { describeInput, describeOutput } from './payload-description.js';

const serviceTypes: Record<ServiceType, string> = {
  service: 'Service',
  'virtual-object': 'VirtualObject',
  workflow: 'Workflow',
};

const handlerTypes: Record<HandlerKind, string | undefined> = {
  plain: undefined,
  exclusive: 'Exclusive',
  shared: 'Shared',
  workflow: 'Workflow',
};

/** Service metadata (admin-api 4.1): settings with the server's own filled in. Undefined fields are left out. */
export function serviceJson(service: ServiceRevision, defaults: HandlingDefaults): object {
  const { options } = service;
  const isWorkflow = service.type === 'workflow';
  return {
    name: service.name,
    ty: serviceTypes[service.type],
    handlers: service.handlers.map((handler) => handlerJson(service, handler)),
    documentation: service.documentation,
    metadata: unlessEmpty(service.metadata),
    deployment_id: service.deploymentId,
    revision: service.revision,
    public: service.isPublic,
    idempotency_retention: formatDuration(options.idempotencyRetentionMs ?? defaults.idempotencyRetentionMs),
    workflow_completion_retention: isWorkflow
      ? formatDuration(workflowCompletionRetentionMs(service) ?? defaults.workflowCompletionRetentionMs)
      : undefined,
    journal_retention: formatDuration(options.journalRetentionMs ?? defaults.journalRetentionMs),
    inactivity_timeout: formatDuration(options.inactivityTimeoutMs ?? defaults.inactivityTimeoutMs),
    abort_timeout: formatDuration(options.abortTimeoutMs ?? defaults.abortTimeoutMs),
    enable_lazy_state: options.enableLazyState ?? false,
    retry_policy: retryPolicyJson({ ...defaults.retryPolicy, ...options.retryPolicy }),
  };
}

/** Handler metadata: only what the handler itself overrides. */
export function handlerJson(service: ServiceRevision, handler: HandlerSchema): object {
  const { options } = handler;
  return {
    name: handler.name,
    ty: handlerTypes[handler.kind],
    documentation: handler.documentation,
    metadata: unlessEmpty(handler.metadata),
    ...overridesJson(options),
    public: service.isPublic && handler.isPublic,
    input_description: describeInput(handler.input),
    output_description: describeOutput(handler.output),
    input_json_schema: handler.input.jsonSchema,
    output_json_schema: handler.output.jsonSchema,
    retry_policy: retryPolicyJson(options.retryPolicy),
  };
}

function overridesJson(options: HandlingOptions): object {
  return {
    idempotency_retention: durationJson(options.idempotencyRetentionMs),
    journal_retention: durationJson(options.journalRetentionMs),
    inactivity_timeout: durationJson(options.inactivityTimeoutMs),
    abort_timeout: durationJson(options.abortTimeoutMs),
    enable_lazy_state: options.enableLazyState,
  };
}

/** The main handler has the last word on how long a workflow's result is kept. */
function workflowCompletionRetentionMs({ handlers, options }: ServiceRevision): number | undefined {
  const main = handlers.find(({ kind }) => kind === 'workflow');
  return main?.options.workflowCompletionRetentionMs ?? options.workflowCompletionRetentionMs;
}

/** `max_attempts` is always there: null stands for "without limit", and in overrides for "not overridden". */
function retryPolicyJson(policy: Partial<RetryPolicy>): object {
  return {
    initial_interval: durationJson(policy.initialIntervalMs),
    exponentiation_factor: policy.exponentiationFactor,
    max_attempts: policy.maxAttempts ?? null,
    max_interval: durationJson(policy.maxIntervalMs),
    on_max_attempts: policy.onMaxAttempts && (policy.onMaxAttempts === 'pause' ? 'Pause' : 'Kill'),
  };
}

function durationJson(durationMs: number | undefined): string | undefined {
  return durationMs === undefined ? undefined : formatDuration(durationMs);
}

function unlessEmpty(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
