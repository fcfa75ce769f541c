import { mkdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

// eslint-disable-next-line @nx/enforce-module-boundaries -- As in cluster.ts.
import { type Cluster, type Node, startCluster } from '../../../../tools/cluster/local-cluster.mjs';
// eslint-disable-next-line @nx/enforce-module-boundaries
import { type KafkaServers } from '../../../../tools/test-servers/kafka/kafka.mjs';
import { sumOf, usageOf } from '../process/proc-stats.js';
import { answers } from './answers.js';
import { type ClusterShape } from './cluster.js';
import { register } from './register.js';
import { type Server, type ServerOptions, type StopSignal, type Usage } from './server.js';

/** Of `default-num-partitions`. */
const PARTITIONS_DEFAULT = 24;
/** A call goes to a partition by chance; so many leave one out once in a thousand times. */
const PROBES_PER_PARTITION = 10;

/** A cluster with a Redis and a topic of its own. Callers and probes use its one ingress. */
export class ClusterServer implements Server {
  readonly syncs = undefined;

  private constructor(
    private readonly cluster: Cluster,
    private readonly kafka: KafkaServers,
    private readonly partitions: number,
    private readonly probeUrl: string,
  ) {}

  static async start(
    kafka: KafkaServers,
    { workers, partitions = PARTITIONS_DEFAULT }: ClusterShape,
    appsFolder: string,
    { dataFolder, profileFolder, probePath }: ServerOptions,
  ): Promise<ClusterServer> {
    if (profileFolder !== undefined) mkdirSync(profileFolder, { recursive: true });
    const cluster = await startCluster({
      counts: { ingress: 1, worker: workers, admin: 1 },
      env: {
        PERDURE_DEFAULT_NUM_PARTITIONS: String(partitions),
        PERDURE_LOG_FILTER: 'warn',
      },
      folder: dataFolder,
      appsFolder,
      ...(profileFolder !== undefined && { profileFolder }),
      running: { kafka },
      isOwn: true,
    });
    return new ClusterServer(cluster, kafka, partitions, `${only(cluster.of('ingress')).url}${probePath}`);
  }

  get ingressPort(): number {
    return Number(new URL(this.probeUrl).port);
  }

  usage(): Usage {
    const { cluster, kafka } = this;
    const nodes = cluster.nodes.map(({ role, pid }) => ({ role, usage: usageOf(present(pid)) }));
    const ofRole = (wanted: Node['role']) =>
      sumOf(nodes.filter(({ role }) => role === wanted).map(({ usage }) => usage));
    const ofServer = ({ pids }: { readonly pids: readonly number[] }) => sumOf(pids.map(usageOf));
    return {
      server: sumOf(nodes.map(({ usage }) => usage)),
      parts: {
        ingress: ofRole('ingress'),
        worker: ofRole('worker'),
        admin: ofRole('admin'),
        kafka: ofServer(kafka),
        redis: ofServer(present(cluster.redis)),
      },
    };
  }

  async register(uri: string): Promise<void> {
    await register(only(this.cluster.of('admin')).url, uri);
    await this.answersProbes();
  }

  async restart(signal: StopSignal): Promise<number> {
    const { nodes } = this.cluster;
    await Promise.all(nodes.map((node) => (signal === 'SIGTERM' ? node.stop() : node.kill())));
    const startedMs = performance.now();
    await Promise.all(nodes.map((node) => node.launch()));
    await this.answersProbes();
    return performance.now() - startedMs;
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
  }

  async remove(): Promise<void> {
    await Promise.all(this.cluster.nodes.filter(({ isRunning }) => isRunning).map((node) => node.kill()));
    await this.cluster.stop();
  }

  /** As many calls at once as it takes to reach every partition. */
  private async answersProbes(): Promise<void> {
    const probes = Array.from({ length: PROBES_PER_PARTITION * this.partitions }, () =>
      answers(this.probeUrl, () => this.checkRunning(), { method: 'POST' }),
    );
    await Promise.all(probes);
  }

  private checkRunning(): void {
    for (const { name, isRunning, log } of this.cluster.nodes) {
      if (!isRunning) throw new Error(`${name} ended. What it printed:\n${log}`);
    }
  }
}

function only<T>([first]: readonly T[]): T {
  return present(first);
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The cluster does not run.');
  return value;
}
