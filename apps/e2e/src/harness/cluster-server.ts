import { type Cluster, startCluster } from './cluster.js';
import type { Server, ServerOptions } from './server.js';

/** A whole cluster in the place of one server: what happens to the server happens to all of its nodes at once. */
export async function startClusterServer({ env = {} }: ServerOptions): Promise<Server> {
  return new ClusterServer(await startCluster({ env }));
}

class ClusterServer implements Server {
  readonly ingressUrls: readonly string[];
  readonly adminUrl: string;
  readonly nodeUrls: readonly string[];

  constructor(private readonly cluster: Cluster) {
    this.ingressUrls = cluster.of('ingress').map(({ url }) => url);
    this.adminUrl = cluster.of('admin')[0]?.url ?? '';
    this.nodeUrls = cluster.nodes.map(({ nodeUrl }) => nodeUrl);
  }

  get ingressUrl(): string {
    return this.ingressUrls[0] ?? '';
  }

  async kill9(): Promise<void> {
    await Promise.all(this.cluster.nodes.map((node) => node.kill()));
  }

  async restart(): Promise<void> {
    await this.stopNodes();
    await Promise.all(this.cluster.nodes.map((node) => node.start()));
  }

  async stop(): Promise<void> {
    try {
      await this.stopNodes();
    } finally {
      await this.cluster.stop();
    }
  }

  private async stopNodes(): Promise<void> {
    for (const { name, code } of await Promise.all(
      this.cluster.nodes.map(async (node) => ({ name: node.name, code: await node.stop() })),
    )) {
      if (code !== 0)
        throw new Error(`${name} should stop with 0 in time; it ended with ${code ?? 'a signal'}.`);
    }
  }
}
