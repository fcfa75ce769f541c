import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// A tool and no project: `npm run cluster` and the end-to-end tests start the same thing.
// eslint-disable-next-line @nx/enforce-module-boundaries
import { type KafkaServers, startKafka } from '../../../../tools/test-servers/kafka/kafka.mjs';
import { ClusterServer } from './cluster-server.js';
import { type Subject, versionOf } from './subject.js';

export interface ClusterShape {
  readonly workers: number;
  /** Default: that of the server. */
  readonly partitions: number | undefined;
  /** Whether Kafka flushes what it was sent to the disk before it acknowledges it. */
  readonly isLogFlushed: boolean;
}

/** Kafka as it is while it serves: the tests have it start quickly instead. */
const longLived = ['-Xmx1g', '-XX:TieredStopAtLevel=4'];

/**
 * Perdure as processes of their own: an ingress, workers and an admin node, on a Kafka and a Redis of this machine.
 *
 * Each server has a new Redis and a new topic. Kafka runs as long as the bench, so that all but the first meet it warm: a
 * Java program takes a minute of load until it is compiled, and nobody measures that of the other servers.
 * @param appsFolder with the built roles
 */
export function cluster(name: string, appsFolder: string, shape: ClusterShape, dataFolder: string): Subject {
  let shared: Promise<Shared> | undefined;
  return {
    name,
    version: versionOf(process.execPath, join(appsFolder, 'worker/dist/main.js')),
    isNode: true,
    start: async (options) => {
      shared ??= startShared(dataFolder, shape);
      const { kafka, folder } = await shared;
      return ClusterServer.start(kafka, shape, appsFolder, { ...options, dataFolder: folder });
    },
    close: async () => {
      if (shared === undefined) return;
      const { kafka, folder } = await shared;
      await kafka.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Shared {
  readonly kafka: KafkaServers;
  /** Holds all folders of all servers. */
  readonly folder: string;
}

async function startShared(dataFolder: string, { isLogFlushed }: ClusterShape): Promise<Shared> {
  const folder = mkdtempSync(join(dataFolder, 'perdure-bench-'));
  const properties = isLogFlushed ? { 'log.flush.interval.messages': '1' } : {};
  const kafka = await startKafka({ folder, jvm: longLived, properties });
  // However the bench ends; after the hook of the broker, which ends it.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { kafka, folder };
}
