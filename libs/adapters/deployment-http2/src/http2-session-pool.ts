import type { EndpointAddress } from './endpoint-address.js';
import type { Http2Attempt } from './http2-attempt.js';
import { Http2Session, type Http2SessionListener } from './http2-session.js';
import type { HttpDeploymentClientSettings } from './settings.js';

/**
 * The HTTP/2 sessions of one origin. Fills the oldest session with room first, so that sessions a past peak needed fall
 * idle and close; opens another when attempts wait that the connecting ones will not hold.
 */
export class Http2SessionPool implements Http2SessionListener {
  private readonly sessions: Http2Session[] = [];
  private waiting: Http2Attempt[] = [];

  constructor(
    private readonly address: EndpointAddress,
    private readonly settings: HttpDeploymentClientSettings,
    /** The pool has neither sessions nor waiting attempts left. */
    private readonly onEmpty: () => void,
  ) {}

  open(attempt: Http2Attempt): void {
    const session = this.sessionWithRoom();
    if (session !== undefined) {
      session.open(attempt);
      return;
    }
    this.waiting.push(attempt);
    this.connectAsNeeded();
  }

  onReady(): void {
    this.serveWaiting();
  }

  onRoom(): void {
    if (this.waiting.length > 0) this.serveWaiting();
  }

  onRefused(session: Http2Session, attempt: Http2Attempt): void {
    session.retire();
    this.open(attempt);
  }

  onClosed(session: Http2Session, connectError: Error | undefined): void {
    this.sessions.splice(this.sessions.indexOf(session), 1);
    // While another connection is under way it decides for those who wait; otherwise this one spoke for all.
    if (this.waiting.length > 0 && !this.sessions.some((other) => other.isConnecting)) {
      if (connectError === undefined) this.connectAsNeeded();
      else this.failWaiting(connectError);
    }
    if (this.sessions.length === 0) this.onEmpty();
  }

  destroy(): void {
    this.failWaiting(new Error('the client was closed'));
    for (const session of [...this.sessions]) session.destroy();
  }

  private sessionWithRoom(): Http2Session | undefined {
    for (const session of this.sessions) if (session.hasRoom) return session;
    return undefined;
  }

  private serveWaiting(): void {
    const waiting = this.waiting;
    let served = 0;
    for (const attempt of waiting) {
      if (!attempt.isCancelled) {
        const session = this.sessionWithRoom();
        if (session === undefined) break;
        session.open(attempt);
      }
      served++;
    }
    this.waiting = waiting.slice(served);
    if (this.waiting.length > 0) this.connectAsNeeded();
  }

  private connectAsNeeded(): void {
    const connecting = this.sessions.filter((session) => session.isConnecting).length;
    if (this.waiting.length <= connecting * this.settings.streamsPerSessionMax) return;
    this.sessions.push(new Http2Session(this.address, this.settings, this));
  }

  private failWaiting(error: Error): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const attempt of waiting) attempt.fail(error);
  }
}
