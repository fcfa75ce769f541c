import { afterAll, beforeAll, describe, it } from '@jest/globals';
// A tool and no project, because it also runs by itself, before anything is installed.
// eslint-disable-next-line @nx/enforce-module-boundaries
import {
  externalRedisUrl,
  mustHaveServers,
  RedisMissing,
  requireRedis,
  startRedis,
  type RedisServers,
} from '../../../../tools/test-servers/redis.mjs';

const startTimeoutMs = 60_000;

/** A real Redis, or Redis Cluster, that lives as long as the tests of one `describe`. */
export interface TestRedis {
  /** One URL per node. */
  readonly urls: readonly string[];
  /** `kill -9`; resolves when the process is gone. Only where the tests asked for a server of their own. */
  kill(index?: number): Promise<void>;
  /** Starts a killed node again on the same port and data; resolves when it answers. */
  restart(index?: number): Promise<void>;
}

export interface TestRedisOptions {
  /** More than one makes a Redis Cluster of masters. Default 1. */
  readonly nodes?: number;
  /** Further arguments of `redis-server`. */
  readonly args?: readonly string[];
  /** The tests kill, restart or configure the server, so it must not be the one that somebody else provides. */
  readonly isOwn?: boolean;
}

/**
 * Defines tests that need a real Redis: the one `PERDURE_TEST_REDIS` names (a throw-away one: keys of tests stay in it,
 * their names begin with `test-`), or one that is started before them and stopped behind them. Where there is none they
 * appear as one skipped test that says why; under `CI=true` they fail instead.
 */
export function describeWithRedis(
  name: string,
  options: TestRedisOptions,
  define: (redis: TestRedis) => void,
): void {
  const { nodes = 1, args = [], isOwn = nodes > 1 || args.length > 0 } = options;
  const external = externalRedisUrl();
  if (external !== undefined && !isOwn) {
    describe(name, () => define(externalRedis(external)));
    return;
  }
  const missing = whyMissing();
  if (missing !== undefined) {
    it.skip(`${name}: ${missing}`, () => undefined);
    return;
  }
  describe(name, () => {
    let servers: RedisServers | undefined;
    const started = (): RedisServers => {
      if (servers === undefined) throw new Error('The test Redis exists inside tests and their hooks only.');
      return servers;
    };
    beforeAll(async () => {
      servers = await startRedis({ nodes, args });
    }, startTimeoutMs);
    afterAll(() => servers?.stop());
    define({
      get urls() {
        return started().urls;
      },
      kill: (index) => started().kill(index),
      restart: (index) => started().restart(index),
    });
  });
}

function whyMissing(): string | undefined {
  try {
    requireRedis();
    return undefined;
  } catch (error) {
    if (!(error instanceof RedisMissing) || mustHaveServers()) throw error;
    return error.message;
  }
}

function externalRedis(url: string): TestRedis {
  const refuse = (): never => {
    throw new Error('A test that kills its server must ask for one of its own (isOwn).');
  };
  return { urls: [url], kill: async () => refuse(), restart: async () => refuse() };
}
