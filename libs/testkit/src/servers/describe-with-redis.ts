import { afterAll, describe, it } from '@jest/globals';
// A tool and no project, because it also runs by itself, before anything is installed.
// eslint-disable-next-line @nx/enforce-module-boundaries
import {
  externalRedisUrl,
  mustHaveServers,
  RedisMissing,
  startRedis,
} from '../../../../tools/test-servers/redis.mjs';

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
 * Defines tests that need a real Redis: the one `PERDURE_TEST_REDIS` names, or one that is started for them. Where there
 * is none they appear as one skipped test that says why; under `CI=true` they fail instead.
 *
 * Await it at the top level of the spec: whether there is a server must be known before tests are defined.
 */
export async function describeWithRedis(
  name: string,
  options: TestRedisOptions,
  define: (redis: TestRedis) => void,
): Promise<void> {
  const { nodes = 1, args = [], isOwn = nodes > 1 || args.length > 0 } = options;
  const external = externalRedisUrl();
  if (external !== undefined && !isOwn) {
    describe(name, () => define(externalRedis(external)));
    return;
  }
  try {
    const servers = await startRedis({ nodes, args });
    describe(name, () => {
      afterAll(() => servers.stop());
      define(servers);
    });
  } catch (error) {
    if (!(error instanceof RedisMissing) || mustHaveServers()) throw error;
    it.skip(`${name}: ${error.message}`, () => undefined);
  }
}

function externalRedis(url: string): TestRedis {
  const refuse = (): never => {
    throw new Error('A test that kills its server must ask for one of its own (isOwn).');
  };
  return { urls: [url], kill: async () => refuse(), restart: async () => refuse() };
}
