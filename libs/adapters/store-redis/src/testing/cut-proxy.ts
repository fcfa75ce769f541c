import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP proxy that can swallow what the server answers, and cut every connection: how answers get lost. */
export class CutProxy {
  private readonly sockets = new Set<Socket>();
  private isDeaf = false;

  private constructor(private readonly server: Server) {}

  static async to(url: string): Promise<CutProxy> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    const proxy = new CutProxy(server);
    server.on('connection', (client) => {
      const upstream = connect(Number(port), hostname);
      client.pipe(upstream);
      upstream.on('data', (chunk) => {
        if (!proxy.isDeaf) client.write(chunk);
      });
      for (const socket of [client, upstream]) {
        proxy.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          proxy.sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** From now on answers of the server are lost. */
  loseAnswers(): void {
    this.isDeaf = true;
  }

  /** Cuts all connections; new ones work. */
  cut(): void {
    this.isDeaf = false;
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }
}
