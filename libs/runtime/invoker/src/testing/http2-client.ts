import * as http2 from 'node:http2';
import { locationOf } from '@perdure/model';
import type {
  AttemptListener,
  AttemptRequest,
  AttemptStream,
  DeploymentClient,
  DiscoveryResponse,
} from '@perdure/ports';

/** A client for specs: HTTP/2 with prior knowledge, one session per attempt. */
export class Http2TestClient implements DeploymentClient {
  readonly requests: AttemptRequest[] = [];
  /** What attempts asked of their streams, writes excepted. */
  readonly calls: Array<'end' | 'pause' | 'resume' | 'cancel'> = [];
  private readonly sessions = new Set<http2.ClientHttp2Session>();

  async discover(): Promise<DiscoveryResponse> {
    throw new Error('specs register deployments by hand');
  }

  openAttempt(request: AttemptRequest, listener: AttemptListener): AttemptStream {
    this.requests.push(request);
    const session = http2.connect(locationOf(request.endpoint));
    this.sessions.add(session);
    let isOver = false;
    const over = (report: () => void): void => {
      if (isOver) return;
      isOver = true;
      report();
    };
    session.on('error', (error: Error) => over(() => listener.onError(error)));
    const stream = session.request({ ...request.headers, ':method': 'POST', ':path': request.path });
    stream.on('response', ({ ':status': status = 0, ...headers }) => {
      listener.onHead(status, headers as Record<string, string>);
    });
    stream.on('data', (chunk: Buffer) => isOver || listener.onData(chunk));
    stream.on('drain', () => isOver || listener.onDrain());
    stream.on('end', () => over(() => listener.onEnd()));
    stream.on('error', (error: Error) => over(() => listener.onError(error)));
    stream.on('close', () => {
      over(() => listener.onError(new Error('stream closed')));
      session.close();
      this.sessions.delete(session);
    });
    const note = (call: (typeof this.calls)[number], action: () => void) => () => {
      this.calls.push(call);
      action();
    };
    return {
      write: (bytes) => stream.write(bytes),
      end: note('end', () => stream.end()),
      pause: note('pause', () => stream.pause()),
      resume: note('resume', () => stream.resume()),
      cancel: note('cancel', () => {
        isOver = true;
        stream.close(http2.constants.NGHTTP2_CANCEL);
      }),
    };
  }

  async close(): Promise<void> {
    for (const session of this.sessions) session.destroy();
  }
}
