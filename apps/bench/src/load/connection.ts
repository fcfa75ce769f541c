import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

import { type RequestSource } from './request-source.js';
import { ResponseReader } from './response-reader.js';
import { type Tally } from './tally.js';

/** One caller: sends, waits for the answer, sends again. */
export class Connection {
  private readonly reader = new ResponseReader();
  private onBytes: (bytes: Buffer) => void = () => {
    throw new Error('The server spoke before it was asked.');
  };

  private constructor(private readonly socket: Socket) {}

  /** The buffer is shared by all connections: what was received is read before the next bytes arrive. */
  static async open(port: number, receiveBuffer: Buffer): Promise<Connection> {
    const socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: receiveBuffer,
        callback: (length) => {
          connection.onBytes(receiveBuffer.subarray(0, length));
          return true;
        },
      },
    });
    const connection = new Connection(socket);
    await once(socket, 'connect');
    return connection;
  }

  run(source: RequestSource, tally: Tally): Promise<void> {
    return new Promise((resolve, reject) => {
      let sentMs = performance.now();
      const sendNext = (): void => {
        if (!tally.takeTurn(sentMs)) return resolve();
        this.socket.write(source());
      };
      this.onBytes = (bytes) => {
        try {
          if (!this.reader.push(bytes)) return;
        } catch (error) {
          this.socket.destroy(error as Error);
          return;
        }
        const nowMs = performance.now();
        tally.record(sentMs, nowMs, this.reader);
        sentMs = nowMs;
        sendNext();
      };
      this.socket.once('error', reject);
      this.socket.once('close', () =>
        reject(new Error('The server closed a connection in the middle of the run.')),
      );
      sendNext();
    });
  }

  close(): void {
    this.socket.destroy();
  }
}
