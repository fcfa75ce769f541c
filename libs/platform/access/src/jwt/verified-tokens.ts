import { hash } from 'node:crypto';

import type { Principal } from '../principal.js';

interface Verified {
  readonly principal: Principal;
  readonly untilMs: number;
}

/** Tokens that were verified lately; of too many, those that were not used for longest are forgotten. */
export class VerifiedTokens {
  /** By the digests of the tokens, which are long and secret. The last is the one that was used last. */
  private readonly entries = new Map<string, Verified>();

  constructor(private readonly sizeMax: number) {}

  get(token: string, nowMs: number): Principal | undefined {
    const digest = hash('sha256', token, 'base64');
    const entry = this.entries.get(digest);
    if (entry === undefined) return undefined;
    this.entries.delete(digest);
    if (entry.untilMs <= nowMs) return undefined;
    this.entries.set(digest, entry);
    return entry.principal;
  }

  add(token: string, principal: Principal, untilMs: number): void {
    this.entries.set(hash('sha256', token, 'base64'), { principal, untilMs });
    if (this.entries.size <= this.sizeMax) return;
    for (const oldest of this.entries.keys()) {
      this.entries.delete(oldest);
      return;
    }
  }
}
