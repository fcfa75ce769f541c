import { RandomIds } from './random-ids.js';

describe('ULIDs', () => {
  it('start with the time and never repeat, also when the pool of random bytes is drawn anew', () => {
    const ids = new RandomIds();
    const nowMs = 1_795_501_980_852;
    const drawn = Array.from({ length: 2000 }, () => Buffer.from(ids.ulid(nowMs)));

    expect(new Set(drawn.map((ulid) => ulid.toString('hex'))).size).toBe(2000);
    for (const ulid of drawn) expect(ulid.readUIntBE(0, 6)).toBe(nowMs);
  });
});
