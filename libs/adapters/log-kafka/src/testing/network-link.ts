import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Reach } from '../open-sockets.js';

interface Pair {
  readonly client: Socket;
  readonly broker: Socket;
}

/** The network between one node and the brokers, which can fail. */
export class NetworkLink {
  private readonly pairs = new Set<Pair>();
  private isFrozen = false;
  private isDeaf = false;

  private constructor(
    private readonly ports: Map<number, { readonly server: Server; readonly port: number }>,
  ) {}

  /** @param brokers `127.0.0.1:port` each */
  static async to(brokers: readonly string[]): Promise<NetworkLink> {
    const link = new NetworkLink(new Map());
    for (const broker of brokers) {
      const brokerPort = Number(broker.split(':')[1]);
      const server = createServer((client) => link.join(client, brokerPort));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      link.ports.set(brokerPort, { server, port: (server.address() as AddressInfo).port });
    }
    return link;
  }

  readonly reach: Reach = ({ host, port }) => ({ host, port: this.ports.get(port)?.port ?? port });

  /** Nothing gets through in either direction, and nobody is told: as if the node had lost power. */
  freeze(): void {
    this.isFrozen = true;
    for (const { client, broker } of this.pairs) {
      client.pause();
      broker.pause();
    }
  }

  /** From now on requests arrive and answers do not. */
  loseAnswers(): void {
    this.isDeaf = true;
  }

  /** Ends all connections and refuses new ones. Resolves when the node knows, unless nothing gets through to it. */
  async cut(): Promise<void> {
    const closed = [...this.ports.values()].map(({ server }) => once(server.close(), 'close'));
    for (const { client, broker } of this.pairs) {
      if (this.isFrozen) client.destroy();
      else client.end();
      broker.destroy();
    }
    await Promise.all(closed);
  }

  /** After a cut: all is well again. */
  async heal(): Promise<void> {
    this.isFrozen = false;
    this.isDeaf = false;
    for (const { server, port } of this.ports.values()) {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    }
  }

  private join(client: Socket, brokerPort: number): void {
    const broker = connect({ host: '127.0.0.1', port: brokerPort });
    const pair = { client, broker };
    this.pairs.add(pair);
    for (const socket of [client, broker]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    client.once('close', () => {
      broker.destroy();
      this.pairs.delete(pair);
    });
    broker.once('close', () => client.end());
    client.on('data', (bytes) => broker.write(bytes));
    broker.on('data', (bytes) => {
      if (!this.isDeaf) client.write(bytes);
    });
    if (this.isFrozen) {
      client.pause();
      broker.pause();
    }
  }
}
