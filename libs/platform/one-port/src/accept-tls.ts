import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';

/** PEM texts: the certificate of a server with those between it and an authority, and its key. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/**
 * Shakes hands on sockets that somebody else listens for, and hands on those that are encrypted, with what their client
 * chose by ALPN (RFC 7301). Who offers nothing speaks HTTP/1.1: HTTP/2 over TLS needs the choice (RFC 9113, 3.2).
 */
export class TlsAcceptor {
  private readonly server: Server;
  /** By the address of the client: an encrypted socket does not tell which one it lies over. */
  private readonly shaking = new Map<string, Socket>();

  /**
   * @param handshakeMs how long a client may take
   * @throws when the texts are not a certificate and its key
   */
  constructor(
    identity: TlsIdentity,
    handshakeMs: number,
    serve: (socket: TLSSocket, protocol: 'http1' | 'http2') => void,
  ) {
    const ALPNProtocols = ['h2', 'http/1.1'];
    this.server = createServer({ ...identity, ALPNProtocols, handshakeTimeout: handshakeMs });
    this.server.on('secureConnection', (socket) => {
      this.shaking.delete(clientOf(socket));
      serve(socket, socket.alpnProtocol === 'h2' ? 'http2' : 'http1');
    });
    this.server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  accept(socket: Socket): void {
    const client = clientOf(socket);
    this.shaking.set(client, socket);
    socket.once('close', () => this.shaking.delete(client));
    this.server.emit('connection', socket);
  }

  /** Cuts those off who have not finished their handshake. */
  close(): void {
    for (const socket of this.shaking.values()) socket.destroy();
  }
}

function clientOf({ remoteAddress, remotePort }: Socket): string {
  return [remoteAddress, remotePort].join(' ');
}
