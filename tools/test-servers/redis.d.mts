export declare class RedisMissing extends Error {}

export interface RedisServers {
  /** One per node. */
  readonly urls: readonly string[];
  readonly pids: readonly number[];
  /** `kill -9`, at once; resolves when the process is gone. */
  kill(index?: number): Promise<void>;
  /** Starts a killed node again on the same port and data; resolves when it answers. */
  restart(index?: number): Promise<void>;
  /** Copies the data of a killed node, in place of an earlier copy. */
  copyData(index?: number): void;
  /** Gives a killed node the data that was copied. */
  putDataBack(index?: number): void;
  /** Leaves a killed node without any data. */
  removeData(index?: number): void;
  /** Stops everything and removes the data. */
  stop(): Promise<void>;
}

export declare function externalRedisUrl(): string | undefined;
export declare function mustHaveServers(): boolean;
/** Finds `redis-server`, or installs it; throws `RedisMissing`. */
export declare function requireRedis(): string;

export interface RedisOptions {
  /** More than one: a Redis Cluster of masters without replicas. */
  readonly nodes?: number;
  /** Further arguments of `redis-server`. */
  readonly args?: readonly string[];
  /** Where the folder of the data is made. Default: the one for temporary files. */
  readonly folder?: string;
}

export declare function startRedis(options?: RedisOptions): Promise<RedisServers>;
