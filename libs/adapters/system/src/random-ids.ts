import { randomFillSync } from 'node:crypto';
import type { Ids } from '@perdure/ports';

const ulidBytes = 16;
const timeBytes = 6;
const randomBytes = ulidBytes - timeBytes;
const poolIds = 512;

/** Cryptographically random ids. Random bytes are drawn for many ids at once: the call costs more than the bytes. */
export class RandomIds implements Ids {
  private readonly pool = Buffer.allocUnsafe(poolIds * randomBytes);
  private used = this.pool.length;

  ulid(nowMs: number): Uint8Array {
    if (this.used === this.pool.length) {
      randomFillSync(this.pool);
      this.used = 0;
    }
    const ulid = Buffer.allocUnsafe(ulidBytes);
    ulid.writeUIntBE(nowMs, 0, timeBytes);
    this.pool.copy(ulid, timeBytes, this.used, this.used + randomBytes);
    this.used += randomBytes;
    return ulid;
  }

  fraction(): number {
    return Math.random();
  }
}
