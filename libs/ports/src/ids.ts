/** The only source of randomness that reaches the engine. */
export interface Ids {
  /** 16 bytes: a ULID, 48 bits of unix ms and 80 random bits. */
  ulid(nowMs: number): Uint8Array;
  /** A random number in [0, 1). */
  fraction(): number;
}
