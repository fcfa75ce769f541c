import type { RowChange } from '@perdure/engine';
import type { PartitionId } from '@perdure/model';
import type { StateReader, StoredRow } from '@perdure/ports';
import { decodeRow, encodeRow } from '@perdure/protocol';
import { MemoryStateStore, until } from '@perdure/testkit';
import { InstanceStates } from './instance-states.js';

const partition = 0 as PartitionId;
const one = '/Counter/k';

describe('the state of hot objects', () => {
  it('is at hand after the first asking, and follows every change', async () => {
    const { states } = given({ a: 'old', b: 'kept' });
    expect(states.get(one)).toBeUndefined();
    await until('it is read', () => states.get(one) !== undefined);
    expect(texts(states)).toEqual({ a: 'old', b: 'kept' });

    states.committed([put('a', 'new'), put('c', 'more'), remove('b')]);
    expect(texts(states)).toEqual({ a: 'new', c: 'more' });

    states.committed([{ kind: 'drop-group', table: 'state', group: one }, put('d', 'after')]);
    expect(texts(states)).toEqual({ d: 'after' });
  });

  it('misses no change that came while it was read, whether the read saw it or not', async () => {
    const reading = holdable({ a: 'old', b: 'old' });
    const states = new InstanceStates(partition, reading.reader, 1e6);
    states.get(one);
    states.committed([put('a', 'new'), remove('b'), put('c', 'new')]);
    expect(states.get(one)).toBeUndefined();

    reading.release();
    await until('it is read', () => states.get(one) !== undefined);
    expect(texts(states)).toEqual({ a: 'new', c: 'new' });
  });

  it('makes room for others, and keeps nothing that is too large', async () => {
    const { states } = given({ a: 'x'.repeat(20_000) }, 30_000);
    states.get(one);
    await until('it is read', () => states.get(one) !== undefined);
    states.committed([put('b', 'y'.repeat(20_000))]);
    expect(states.get(one)).toBeUndefined();

    const { states: roomy } = given({ a: 'x' });
    roomy.get(one);
    await until('it is read', () => roomy.get(one) !== undefined);
    roomy.committed([put('big', 'y'.repeat(70_000))]);
    expect(roomy.get(one)).toBeUndefined();
  });
});

function given(content: Record<string, string>, bytesMax = 1e6) {
  const { reader, release } = holdable(content);
  release();
  return { states: new InstanceStates(partition, reader, bytesMax) };
}

/** A store whose scans wait for `release`, and see what was there before. */
function holdable(content: Record<string, string>): { reader: StateReader; release: () => void } {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const rows: StoredRow[] = Object.entries(content).map(([member, text]) => ({
    member,
    value: encodeRow('state', Buffer.from(text)),
  }));
  const reader = new MemoryStateStore();
  reader.scan = async () => {
    await released;
    return rows;
  };
  return { reader, release };
}

function put(member: string, text: string): RowChange {
  return {
    kind: 'put',
    table: 'state',
    group: one,
    member,
    row: decodeRow('state', encodeRow('state', Buffer.from(text))),
  };
}

function remove(member: string): RowChange {
  return { kind: 'delete', table: 'state', group: one, member };
}

function texts(states: InstanceStates): Record<string, string> {
  return Object.fromEntries(
    [...(states.get(one) ?? [])].map(([name, value]) => [name, Buffer.from(value).toString()]),
  );
}
