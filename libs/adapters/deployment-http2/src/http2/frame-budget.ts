import { ErrorCode, Http2Error } from './http2-error.js';

const burstMax = 1000;
const perSecond = 200;

/**
 * Bounds the frames that cost us something and bring no answer closer: PING, SETTINGS, empty DATA, informational heads,
 * PRIORITY and frames of unknown types. Honest peers send a few a second; one that floods us with them (RFC 9113, 10.5)
 * loses the connection.
 */
export class FrameBudget {
  private left = burstMax;
  private refilledAtMs = performance.now();

  spend(): void {
    if (this.left < 1) this.refill();
    this.left--;
  }

  private refill(): void {
    const nowMs = performance.now();
    this.left += ((nowMs - this.refilledAtMs) * perSecond) / 1000;
    this.refilledAtMs = nowMs;
    if (this.left < 1) {
      throw new Http2Error(ErrorCode.enhanceYourCalm, 'the peer floods the connection with frames of no use');
    }
    this.left = Math.min(this.left, burstMax);
  }
}
