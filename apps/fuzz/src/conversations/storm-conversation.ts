import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import type { Random } from '../chance/random.js';
import type { Port } from '../requests/request.js';
import { type Storm, storm } from '../wire/http2-frames.js';
import { ANSWER_MS_MAX, type Conversation, PATIENCE_MS, type Surroundings } from './conversation.js';

/** HTTP/2 frames that no client sends. What comes back does not matter, as long as the connection ends. */
export class StormConversation implements Conversation {
  private readonly storm: Storm;
  private readonly isReading: boolean;

  constructor(
    private readonly port: Port,
    random: Random,
  ) {
    this.storm = storm(random);
    this.isReading = random.chance(0.7);
  }

  describe(): string {
    return `HTTP/2 frames to ${this.port}: ${this.storm.name}, ${this.storm.bytes.length} bytes: ${this.storm.bytes.subarray(0, 300).toString('hex')}`;
  }

  async hold({ ports }: Surroundings): Promise<string | undefined> {
    const socket = connect({ port: ports[this.port], host: '127.0.0.1' });
    socket.on('error', () => undefined);
    const closed = new Promise<true>((resolve) => socket.once('close', () => resolve(true)));
    if (this.isReading) socket.resume();
    socket.write(this.storm.bytes);
    await Promise.race([closed, delay(PATIENCE_MS)]);
    socket.resume();
    socket.end();
    const abort = new AbortController();
    const isInTime = await Promise.race([closed, delay(ANSWER_MS_MAX, false, { signal: abort.signal })]);
    abort.abort();
    socket.destroy();
    return isInTime ? undefined : 'the connection stays open after its client ended it';
  }
}
