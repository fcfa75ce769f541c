import * as net from 'node:net';
import { FrameReader } from '../http2/frame-reader.js';
import { clientPreface, FrameType } from '../http2/wire.js';
import { frameBytes, uint32 } from './frames.js';

export interface RawFrame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** The server's end of one connection, which says what it is told to, right or wrong. */
export class RawPeer {
  readonly server: net.Server;
  readonly frames: RawFrame[] = [];
  private socket: net.Socket | undefined;
  private wake: () => void = () => undefined;

  constructor() {
    this.server = net.createServer((socket) => {
      this.socket = socket;
      const reader = new FrameReader({
        onFrame: (type, flags, streamId, bytes, start, end) => {
          this.frames.push({ type, flags, streamId, payload: Buffer.from(bytes.subarray(start, end)) });
          this.wake();
        },
      });
      let prefaceLeft = clientPreface.length;
      socket.on('data', (chunk: Buffer) => {
        const skipped = Math.min(prefaceLeft, chunk.length);
        prefaceLeft -= skipped;
        reader.push(chunk.subarray(skipped));
      });
      this.send(frameBytes(FrameType.settings, 0, 0));
    });
  }

  send(...frames: readonly Uint8Array[]): void {
    this.socket?.write(Buffer.concat(frames));
  }

  end(): void {
    this.socket?.end();
  }

  /** Waits for the first frame that fits. */
  async frame(fits: (frame: RawFrame) => boolean): Promise<RawFrame> {
    for (;;) {
      const found = this.frames.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Waits for GOAWAY, and returns its error code. */
  async goawayCode(): Promise<number> {
    return (await this.frame(({ type }) => type === FrameType.goaway)).payload.readUInt32BE(4);
  }

  /** Waits for RST_STREAM, and returns its error code. */
  async resetCode(streamId: number): Promise<number> {
    const isReset = (frame: RawFrame): boolean =>
      frame.type === FrameType.rstStream && frame.streamId === streamId;
    return (await this.frame(isReset)).payload.readUInt32BE(0);
  }

  /** Everything sent before has been taken when this returns. */
  async sync(): Promise<void> {
    const data = uint32(0, this.frames.length);
    this.send(frameBytes(FrameType.ping, 0, 0, data));
    await this.frame(({ type, payload }) => type === FrameType.ping && payload.equals(data));
  }
}
