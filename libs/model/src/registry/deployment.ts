import type { DeploymentId } from '../ids/deployment-id.js';
import type { RetryPolicy } from '../retry-policy.js';
import type { HandlerKind, ServiceType } from '../target.js';
import type { DeploymentEndpoint } from './deployment-endpoint.js';

/** Whether notifications can be pushed into a running attempt (service-protocol 1.4). */
export type ProtocolMode = 'bidi-stream' | 'request-response';

/** A registered endpoint with the services it serves, as discovered. */
export interface Deployment {
  readonly id: DeploymentId;
  readonly endpoint: DeploymentEndpoint;
  readonly protocolMode: ProtocolMode;
  readonly minProtocolVersion: number;
  readonly maxProtocolVersion: number;
  /** `x-restate-server` of the discovery answer, for display. */
  readonly sdkVersion?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly services: readonly ServiceRevision[];
}

/** What a service or handler declares; undefined fields fall back to the service, then to the server's settings. */
export interface HandlingOptions {
  readonly idempotencyRetentionMs?: number;
  readonly journalRetentionMs?: number;
  readonly workflowCompletionRetentionMs?: number;
  readonly inactivityTimeoutMs?: number;
  readonly abortTimeoutMs?: number;
  readonly enableLazyState?: boolean;
  readonly retryPolicy: Partial<RetryPolicy>;
}

export interface ServiceRevision {
  readonly name: string;
  readonly type: ServiceType;
  readonly revision: number;
  readonly deploymentId: DeploymentId;
  /** Callable from the ingress; a private service is callable by handlers only. */
  readonly isPublic: boolean;
  readonly documentation?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly options: HandlingOptions;
  readonly handlers: readonly HandlerSchema[];
}

export interface HandlerSchema {
  readonly name: string;
  readonly kind: HandlerKind;
  readonly isPublic: boolean;
  readonly documentation?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly options: HandlingOptions;
  readonly input: InputSchema;
  readonly output: OutputSchema;
}

/** What an ingress request to the handler must look like (service-protocol 2.2). */
export interface InputSchema {
  readonly isRequired: boolean;
  /** Undefined: neither a body nor a content type is expected. May hold wildcards. */
  readonly contentType?: string;
  readonly jsonSchema?: unknown;
}

export interface OutputSchema {
  /** Undefined: the handler answers nothing. */
  readonly contentType?: string;
  readonly setContentTypeIfEmpty: boolean;
  readonly jsonSchema?: unknown;
}
