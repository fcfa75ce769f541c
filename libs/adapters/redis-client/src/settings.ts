import { PerdureError } from '@perdure/model';

/** PEM texts. What is left out is Node's default. */
export interface RedisTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name the certificate must carry, where it is not the host of the URL. */
  readonly servername?: string;
}

/** Which Redis, and as whom. */
export interface RedisSettings {
  /**
   * `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS: one URL of a single server, or those of
   * some nodes of a cluster. Of several URLs, the first one's user, password and protocol hold for all.
   */
  readonly urls: readonly [string, ...string[]];
  /** Speak the Redis Cluster protocol. Default false. */
  readonly isCluster?: boolean;
  /** Instead of those in the URL. */
  readonly username?: string;
  readonly password?: string;
  /** Details of TLS; naming any of them turns TLS on. */
  readonly tls?: RedisTls;
  /** What every key and channel begins with, so that several clusters of Perdure can share a Redis. Default `perdure`. */
  readonly namespace?: string;
}

/** What keys and channels begin with. Throws for a name that would scatter the keys of one partition over slots. */
export function namespaceOf({ namespace = 'perdure' }: RedisSettings): string {
  if (!/[{}]/.test(namespace)) return namespace;
  throw new PerdureError(
    'CONFIG_INVALID',
    `The Redis namespace "${namespace}" contains a brace, which has a meaning of its own in Redis Cluster. Choose one without.`,
  );
}
