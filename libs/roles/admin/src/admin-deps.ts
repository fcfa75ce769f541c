import type { LoggerService } from '@nestjs/common';
import type { Authenticator } from '@perdure/access';
import type { TlsIdentity } from '@perdure/one-port';
import type { Clock, CommandLog, Ids, StateReader } from '@perdure/ports';
import type { DeploymentRegistrar, HandlingDefaults, LimitRules, ServiceRegistry } from '@perdure/registry';
import type { ReplyWaiter } from '@perdure/replies';

/** Everything the admin role needs, made by the app. Each is injected by the token of the same name. */
export interface AdminDeps {
  readonly registry: ServiceRegistry;
  readonly registrar: DeploymentRegistrar;
  readonly limitRules: LimitRules;
  readonly commandLog: CommandLog;
  readonly stateReader: StateReader;
  readonly replies: ReplyWaiter;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Number of partitions of the cluster. */
  readonly partitionCount: number;
  /** What applies where neither handler nor service says otherwise; shown with every service. */
  readonly handlingDefaults: HandlingDefaults;
  readonly serverInfo: ServerInfo;
  /** Undefined: connections are not encrypted. */
  readonly tls?: TlsIdentity | undefined;
  /** Undefined: nobody is asked for credentials, and all may do everything. */
  readonly authenticator?: Authenticator | undefined;
  /** Hears of every request for a change, once it is answered. */
  readonly onChangeRequest?: ((request: ChangeRequest) => void) | undefined;
  /** Hears of failures that are our own fault, and what Nest says of its life cycle. */
  readonly logger: LoggerService;
}

/** Who asked for what, and how it was answered. */
export interface ChangeRequest {
  /** Name of an API key, or subject of a token. */
  readonly caller: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** What the API tells of the server itself (admin-api 2). */
export interface ServerInfo {
  readonly clusterName: string;
  /** Semantic version of the running server. */
  readonly version: string;
  /** Where browsers and clients reach the ingress. */
  readonly ingressEndpoint: string;
  /** Service protocol 7 is offered to services. */
  readonly isProtocolV7Enabled: boolean;
  /** The ingress asks its callers for credentials. */
  readonly isIngressProtected: boolean;
}

/** Injection tokens: interfaces vanish at run time. */
export const adminTokens = {
  registry: Symbol('ServiceRegistry'),
  registrar: Symbol('DeploymentRegistrar'),
  limitRules: Symbol('LimitRules'),
  commandLog: Symbol('CommandLog'),
  stateReader: Symbol('StateReader'),
  replies: Symbol('ReplyWaiter'),
  clock: Symbol('Clock'),
  ids: Symbol('Ids'),
  partitionCount: Symbol('partitionCount'),
  handlingDefaults: Symbol('HandlingDefaults'),
  serverInfo: Symbol('ServerInfo'),
  logger: Symbol('LoggerService'),
} as const satisfies Record<keyof Omit<AdminDeps, 'tls' | 'authenticator' | 'onChangeRequest'>, symbol>;
