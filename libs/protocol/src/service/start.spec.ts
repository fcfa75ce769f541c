import { parseInvocationId } from '@perdure/model';
import { ProtoReader } from '../wire/reader.js';
import { encodeStart, randomSeedOf, type StartMessage } from './start.js';

const id = parseInvocationId('inv_105k1wlNFHb201SZwviYzes2mjOamuMJWw');

describe('Start', () => {
  const start: StartMessage = {
    id,
    knownEntries: 1,
    state: [
      ['ä', Buffer.from('1')],
      ['empty', new Uint8Array(0)],
      ['long', Buffer.alloc(300, 'x')],
    ],
    isPartialState: false,
    key: 'k1',
    failedAttemptsSinceLastEntry: 3,
    durationSinceLastEntryMs: 2 ** 40,
    randomSeed: 2n ** 64n - 1n,
    scope: 's',
    limitKey: 'l',
    idempotencyKey: 'i',
  };

  it('carries the state, with empty values in it, and omits what is not so', () => {
    const entries = [...fields(encodeStart(5, start).payload).get(4)!].map((bytes) => hex(bytes));

    expect(entries).toEqual(['0a02c3a4120131', '0a05656d707479', `0a046c6f6e6712ac02${'78'.repeat(300)}`]);
    expect(fields(encodeStart(5, start).payload).has(5)).toBe(false);
  });

  it.each([
    [5, [1, 2, 3, 4, 6, 7, 8]],
    [6, [1, 2, 3, 4, 6, 7, 8, 9]],
    [7, [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12]],
  ])('sends a V%i stream the fields that version has', (version, expected) => {
    expect([...fields(encodeStart(version, start).payload).keys()]).toEqual(expected);
  });
});

describe('the random seed', () => {
  it('is the same for the same id for ever, and another for another', () => {
    // A changed seed breaks the replay of every invocation in flight: this number must never change.
    expect(randomSeedOf(parseInvocationId('inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr'))).toBe(
      680877065571494803n,
    );
    expect(randomSeedOf(id)).toBe(302141035366406144n);
  });
});

/** Field numbers in order, with the contents of those that are bytes. */
function fields(payload: Uint8Array): Map<number, Uint8Array[]> {
  const found = new Map<number, Uint8Array[]>();
  for (const reader = new ProtoReader(payload); reader.next();) {
    const contents = found.get(reader.field) ?? [];
    found.set(reader.field, contents);
    if (reader.field === 4) contents.push(reader.bytes());
    else reader.skip();
  }
  return found;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
