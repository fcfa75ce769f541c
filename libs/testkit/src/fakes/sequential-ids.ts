import type { Ids } from '@perdure/ports';

/** Ids that count instead of being random, so that tests can name them. */
export class SequentialIds implements Ids {
  private count = 0;

  /** @param fractionValue what `fraction` always answers */
  constructor(private readonly fractionValue = 0) {}

  /** 48 bits of `nowMs`, then a number that counts from 1. */
  ulid(nowMs: number): Uint8Array {
    const id = Buffer.alloc(16);
    this.count += 1;
    id.writeUIntBE(nowMs, 0, 6);
    id.writeUIntBE(this.count, 10, 6);
    return id;
  }

  fraction(): number {
    return this.fractionValue;
  }
}
