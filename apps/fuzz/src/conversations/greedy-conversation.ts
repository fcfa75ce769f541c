import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import type { Random } from '../chance/random.js';
import type { Port } from '../requests/request.js';
import { type Conversation, PATIENCE_MS, type Surroundings } from './conversation.js';

const targets: Readonly<Record<Port, string>> = {
  ingress: '/restate/health',
  admin: '/openapi',
  node: '/metrics',
};

/** Asks for much, reads nothing of it, and goes away in the middle. */
export class GreedyConversation implements Conversation {
  private readonly requests: number;

  constructor(
    private readonly port: Port,
    random: Random,
  ) {
    this.requests = random.pick([20, 200, 1000]);
  }

  describe(): string {
    return `${this.requests} requests to ${this.port} for ${targets[this.port]}, whose answers nobody reads`;
  }

  async hold({ ports }: Surroundings): Promise<undefined> {
    const socket = connect({ port: ports[this.port], host: '127.0.0.1' });
    socket.on('error', () => undefined);
    const closed = new Promise<true>((resolve) => socket.once('close', () => resolve(true)));
    socket.write(`GET ${targets[this.port]} HTTP/1.1\r\nhost: fuzz\r\n\r\n`.repeat(this.requests));
    await Promise.race([closed, delay(PATIENCE_MS)]);
    socket.destroy();
    await closed;
  }
}
