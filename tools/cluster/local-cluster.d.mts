import type { KafkaOptions, KafkaServers } from '../test-servers/kafka/kafka.mjs';
import type { RedisOptions, RedisServers } from '../test-servers/redis.mjs';

export type Role = 'ingress' | 'worker' | 'admin';
/** Settings, `PERDURE_…`. */
export type Environment = Readonly<Record<string, string>>;

export interface ClusterOptions {
  /** Default: 2 ingress, 2 worker, 1 admin. */
  readonly counts?: Readonly<Partial<Record<Role, number>>>;
  /** Default: free ones. */
  readonly ports?: Readonly<Partial<Record<'ingress' | 'admin', readonly number[]>>>;
  /** Settings of every node. */
  readonly env?: Environment;
  readonly kafka?: KafkaOptions;
  readonly redis?: RedisOptions;
  /** Starts Kafka and Redis even where the environment names running ones. */
  readonly isOwn?: boolean;
  /** Used instead of a new one, and left running. */
  readonly running?: { readonly kafka?: KafkaServers };
  /** Where the folders of data and logs are made. Default: the one for temporary files. */
  readonly folder?: string;
  /** With the built roles. Default: this checkout's. */
  readonly appsFolder?: string;
  /** Receives a CPU profile of each process that ends in order, named after its node. */
  readonly profileFolder?: string;
  readonly say?: (line: string) => void;
}

/** One process of one role; keeps its ports over restarts. */
export interface Node {
  readonly role: Role;
  readonly name: string;
  /** Where the role listens; of a worker, where its metrics and health are. */
  readonly url: string;
  /** Where its metrics and health are. */
  readonly nodeUrl: string;
  readonly pid: number | undefined;
  readonly isRunning: boolean;
  /** The end of what the process printed since it was started last. */
  readonly log: string;
  /** Settles when the process that was started last is gone. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Resolves when the node is ready to serve; rejects with its log when it ends before. */
  start(): Promise<void>;
  /** Starts the process, and leaves it to the caller what becomes of it. */
  launch(): Promise<void>;
  /** The second half of `start`. */
  ready(): Promise<void>;
  isReady(): Promise<boolean>;
  signal(signal: NodeJS.Signals): void;
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>;
  /** An orderly stop. Resolves with the exit code; one that takes too long is cut, and has none. */
  stop(): Promise<number | null>;
}

export interface Cluster {
  readonly nodes: readonly Node[];
  /** Undefined where the environment names running ones. */
  readonly kafka: KafkaServers | undefined;
  readonly redis: RedisServers | undefined;
  /** What every node is started with: where Kafka and Redis are, among others. */
  readonly settings: Environment;
  /** With one log file per node. */
  readonly folder: string;
  of(role: Role): readonly Node[];
  /** One more node, not started yet, with settings of its own. */
  add(role: Role, env?: Environment): Node;
  /** Stops everything and removes what it stored. */
  stop(): Promise<void>;
}

/** Why there can be no cluster here, if so. Installs what it can install. */
export declare function whyNoCluster(options?: { readonly isOwn?: boolean }): string | undefined;

export declare function startCluster(options?: ClusterOptions): Promise<Cluster>;
