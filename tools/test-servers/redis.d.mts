export declare class RedisMissing extends Error {}

export interface RedisServers {
  /** One per node. */
  readonly urls: readonly string[];
  /** `kill -9`, at once; resolves when the process is gone. */
  kill(index?: number): Promise<void>;
  /** Starts a killed node again on the same port and data; resolves when it answers. */
  restart(index?: number): Promise<void>;
  /** Stops everything and removes the data. */
  stop(): Promise<void>;
}

export declare function externalRedisUrl(): string | undefined;
export declare function mustHaveServers(): boolean;
/** Finds `redis-server`, or installs it; throws `RedisMissing`. */
export declare function requireRedis(): string;
export declare function startRedis(options?: {
  readonly nodes?: number;
  /** Further arguments of `redis-server`. */
  readonly args?: readonly string[];
}): Promise<RedisServers>;
