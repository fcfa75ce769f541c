import { jest } from '@jest/globals';
import { PerdureError, type Epoch, type LogOffset, type PartitionId } from '@perdure/model';
import type { Commit } from '@perdure/ports';
import { Database, type Batch } from './database.js';
import type { EmbeddedStore } from './open-embedded-store.js';
import { DataDirectory } from './testing/data-directory.js';

const partition = 0 as PartitionId;
const diskFull = new PerdureError('STORE_UNAVAILABLE', 'No space left on device', { retryable: true });

describe('when a write fails', () => {
  let directory: DataDirectory<EmbeddedStore>;
  let store: EmbeddedStore;
  let epoch: Epoch;

  beforeEach(async () => {
    directory = await DataDirectory.create((opened) => opened);
    store = await directory.open();
    ({ epoch } = await store.state.acquire(partition));
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await directory.destroy();
  });

  const commitOf = (sequence: number): Commit => ({
    partition,
    epoch,
    sequence,
    appliedOffset: sequence as LogOffset,
    mutations: [
      { kind: 'put', key: { table: 'state', group: 'g', member: String(sequence) }, value: Buffer.from('x') },
    ],
  });

  const members = async (): Promise<string[]> =>
    (await store.state.scan(partition, 'state', 'g', { limit: 10 })).map(({ member }) => member);

  it('rejects it with all that waits behind, and takes them again afterwards', async () => {
    jest.spyOn(Database.prototype, 'write').mockRejectedValueOnce(diskFull);
    const outcomes = Promise.allSettled([1, 2].map((sequence) => store.state.commit(commitOf(sequence))));
    // Let the first batch start, so that the third commit waits behind it.
    await Promise.resolve();
    const third = store.state.commit(commitOf(3));

    await expect(third).rejects.toBe(diskFull);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await Promise.all([1, 2, 3].map((sequence) => store.state.commit(commitOf(sequence))));
    expect(await members()).toEqual(['1', '2', '3']);
  });

  it('opens the files again first, and so knows when the write had taken place', async () => {
    const { write } = Database.prototype;
    jest.spyOn(Database.prototype, 'write').mockImplementationOnce(async function (
      this: Database,
      fill: (batch: Batch) => void,
    ) {
      await write.call(this, fill);
      throw diskFull;
    });
    await expect(store.state.commit(commitOf(1))).rejects.toBe(diskFull);
    await store.state.commit({ ...commitOf(1), mutations: [] });
    await store.state.commit(commitOf(2));
    expect(await members()).toEqual(['1', '2']);
  });

  it('stays unavailable as long as the files cannot be opened', async () => {
    jest.spyOn(Database.prototype, 'write').mockRejectedValueOnce(diskFull);
    jest.spyOn(Database.prototype, 'reopen').mockRejectedValueOnce(diskFull).mockRejectedValueOnce(diskFull);
    await expect(store.state.commit(commitOf(1))).rejects.toBe(diskFull);
    await expect(store.state.commit(commitOf(1))).rejects.toBe(diskFull);
    await expect(store.metadata.replace('document', 0, Buffer.from('x'))).rejects.toBe(diskFull);
    await store.state.commit(commitOf(1));
    expect(await members()).toEqual(['1']);
  });

  it('does not count the epoch of an owner whose acquisition failed', async () => {
    jest.spyOn(Database.prototype, 'write').mockRejectedValueOnce(diskFull);
    await expect(store.state.acquire(partition)).rejects.toBe(diskFull);
    await store.state.commit(commitOf(1));
    expect(await store.state.acquire(partition)).toMatchObject({ epoch: epoch + 1, sequence: 1 });
  });
});

it('writes what is committed meanwhile as one batch, of whatever partition', async () => {
  const directory = await DataDirectory.create(({ state }) => state);
  try {
    const state = await directory.open();
    const partitions = [0, 1, 2, 3].map((id) => id as PartitionId);
    const positions = await Promise.all(partitions.map((id) => state.acquire(id)));
    const write = jest.spyOn(Database.prototype, 'write');
    const commits = positions.flatMap(({ epoch }, id) =>
      Array.from({ length: 10 }, (_, index) => ({
        partition: id as PartitionId,
        epoch,
        sequence: index + 1,
        appliedOffset: undefined,
        mutations: [],
      })),
    );
    await Promise.all(commits.map((commit) => state.commit(commit)));
    expect(write).toHaveBeenCalledTimes(1);
  } finally {
    jest.restoreAllMocks();
    await directory.destroy();
  }
});
