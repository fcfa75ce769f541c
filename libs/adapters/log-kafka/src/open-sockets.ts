import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const keepAliveMs = 30_000;

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a broker is reached from here, by the address that brokers give it. */
export type Reach = (broker: BrokerAddress) => BrokerAddress;

/**
 * Makes the sockets of one client, without Nagle's delay, and knows which are open: what was asked of the client while
 * none was cannot have reached a broker.
 */
export class OpenSockets {
  private readonly open = new Set<Socket>();
  private openedCount = 0;
  private isClosed = false;

  constructor(private readonly reach: Reach = (broker) => broker) {}

  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (this.isClosed) throw new Error('the client is closed');
    const address = this.reach({ host, port });
    // The library passes null when there is no TLS, whatever its types say.
    const tls = ssl as typeof ssl | null;
    const socket =
      tls === null
        ? connect({ ...address })
        : connectTls({ ...address, ...(isIP(host) === 0 ? { servername: host } : {}), ...tls });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveMs);
    socket.once(tls === null ? 'connect' : 'secureConnect', () => {
      this.open.add(socket);
      this.openedCount++;
      onConnect();
    });
    // The library is told of an error instead of an orderly end. After such an end it forgets the broker, and having
    // forgotten the last one it gives up its place in the group, which then waits for it until its session expires.
    socket.once('end', () => {
      if (!socket.writableEnded) socket.emit('error', new Error('the broker closed the connection'));
    });
    socket.once('close', () => this.open.delete(socket));
    return socket;
  };

  /**
   * Ends what a client still does after it was told to disconnect: while brokers are away it would go on trying to reach
   * them. Of the brokers it asks for then, there are none, which it takes for final.
   */
  close(): void {
    this.isClosed = true;
    for (const socket of this.open) socket.destroy(new Error('the client is closed'));
  }

  /** What a client is to be told when it asks for its brokers. */
  brokersOf(brokers: readonly string[]): string[] {
    return this.isClosed ? [] : [...brokers];
  }

  /** Starts to watch. The result says whether any socket was open at that moment or has been opened since. */
  watch(): () => boolean {
    const wasOpen = this.open.size > 0;
    const openedBefore = this.openedCount;
    return () => wasOpen || this.openedCount !== openedBefore;
  }
}
