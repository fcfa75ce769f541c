import * as http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Frame } from '@perdure/model';
import { encodeFrame, FrameDecoder, invocationContentType, messageType } from '@perdure/protocol';

export const command = {
  end: { type: messageType.end, payload: new Uint8Array() },
  /** Run with completion id 1. */
  run: { type: messageType.runCommand, payload: Uint8Array.of(0x58, 1) },
  /** Suspension on completion 1. */
  suspension: { type: messageType.suspension, payload: Uint8Array.of(0x0a, 1, 1) },
} satisfies Record<string, Frame>;

/** One request as the endpoint sees it. */
export class ScriptedRequest {
  readonly frames: Frame[] = [];
  isHalfClosed = false;
  isReset = false;
  private wake: () => void = () => undefined;

  constructor(
    readonly stream: http2.ServerHttp2Stream,
    readonly path: string,
  ) {
    const decoder = new FrameDecoder(1 << 30);
    stream.on('data', (chunk: Buffer) => {
      decoder.push(chunk, (type, _isAckRequested, payload) => this.frames.push({ type, payload }));
      this.wake();
    });
    stream.on('end', () => {
      this.isHalfClosed = !stream.aborted;
      this.wake();
    });
    stream.on('error', () => undefined);
    stream.on('close', () => {
      this.isReset = stream.rstCode === http2.constants.NGHTTP2_CANCEL;
      this.wake();
    });
  }

  get types(): number[] {
    return this.frames.map(({ type }) => type);
  }

  accept(): this {
    this.stream.respond({ ':status': 200, 'content-type': invocationContentType(6) });
    return this;
  }

  send(...frames: readonly Frame[]): this {
    this.stream.write(Buffer.concat(frames.map(encodeFrame)));
    return this;
  }

  async until(condition: (request: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}

/** An h2c server whose answers are written by the test. */
export class ScriptedEndpoint {
  readonly requests: ScriptedRequest[] = [];
  onRequest: (request: ScriptedRequest) => void = () => undefined;
  private readonly server = http2.createServer();
  private readonly sessions = new Set<http2.ServerHttp2Session>();
  private wake: () => void = () => undefined;

  get uri(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<void> {
    this.server.on('session', (session) => this.sessions.add(session));
    this.server.on('stream', (stream, headers) => {
      const request = new ScriptedRequest(stream, String(headers[':path']));
      this.requests.push(request);
      this.onRequest(request);
      this.wake();
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** The request with this number, from 0, once it has come. */
  async request(index = 0): Promise<ScriptedRequest> {
    for (;;) {
      const request = this.requests[index];
      if (request !== undefined) return request;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  close(): void {
    for (const session of this.sessions) session.destroy();
    this.server.close();
  }
}
