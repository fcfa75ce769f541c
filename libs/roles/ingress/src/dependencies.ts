import type { LoggerService } from '@nestjs/common';
import type { Authenticator } from '@perdure/access';
import type { TlsIdentity } from '@perdure/one-port';
import type { Clock, CommandLog, Ids, RegistryReader, StateReader } from '@perdure/ports';
import type { HandlingDefaults } from '@perdure/registry';
import type { ReplyWaiter } from '@perdure/replies';

import type { IngressObserver } from './ingress-observer.js';
import type { IngressTracer } from './ingress-tracer.js';

export interface IngressSettings {
  /** Longest request body. */
  readonly requestBytesMax: number;
  /** Most requests in progress at once, all paths counted; undefined: no limit. */
  readonly concurrentRequestsMax: number | undefined;
  /** Give calls and sends without an idempotency key a random one (ingress-api 3.4). */
  readonly automaticIdempotencyKeys: boolean;
  /** Most ms that anything is kept of a completed invocation with such a key; may be infinite. */
  readonly automaticKeyRetentionMsMax: number;
  /** Take calls and sends below `/restate/scope` (ingress-api 7). */
  readonly acceptsScopes: boolean;
}

/** Everything the ingress talks to. */
export interface IngressDeps {
  readonly log: CommandLog;
  readonly reader: StateReader;
  readonly replies: ReplyWaiter;
  readonly registry: RegistryReader;
  readonly handlingDefaults: HandlingDefaults;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The node that `replies` listens as. */
  readonly nodeId: string;
  readonly partitionCount: number;
  readonly settings: IngressSettings;
  /** Undefined: connections are not encrypted. */
  readonly tls?: TlsIdentity | undefined;
  /** Undefined: nobody is asked for credentials, and all may do everything. */
  readonly authenticator?: Authenticator | undefined;
  /** Told of errors that are ours; the client gets a 500 that says nothing about them. */
  readonly onUnexpectedError: (error: unknown) => void;
  readonly observer?: IngressObserver;
  readonly tracer?: IngressTracer;
  /** What Nest logs with, in all applications of the process; undefined: with what it logged so far. */
  readonly logger?: LoggerService;
}
