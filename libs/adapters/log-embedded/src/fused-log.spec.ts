import type { LogOffset, PartitionId, PartitionRecord } from '@perdure/model';
import type { CommandLog, LogEntry } from '@perdure/ports';
import { describeCommandLog, RecordingSubscriber } from '@perdure/testkit';
import { FusedLog } from './fused-log.js';

const partition = 0 as PartitionId;
const record = { command: { kind: 'purge' } } as unknown as PartitionRecord;
const unavailable = { code: 'PARTITION_UNAVAILABLE', retryable: true };

/** Longer than any chain of microtasks. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describeCommandLog('FusedLog', async () => {
  let log: CommandLog | undefined;
  return {
    open: async () => (log = new FusedLog({ partitionCount: 2 })),
    close: async () => log?.close(),
    destroy: async () => undefined,
  };
});

describe('an append to a fused log', () => {
  let subscriber: RecordingSubscriber;
  let log: FusedLog;
  const entries = (): LogEntry[] => subscriber.entries(partition);

  beforeEach(async () => {
    subscriber = new RecordingSubscriber(new Map([[partition, 41 as LogOffset]]));
    subscriber.holdSettling();
    log = new FusedLog({ unsettledMax: 3 });
    await log.subscribe(subscriber);
  });

  it('ends as its entry is settled, in any order', async () => {
    const outcomes: string[] = [];
    const appends = ['first', 'second', 'third'].map((name) =>
      log.append(partition, record).then(
        () => outcomes.push(name),
        (error: unknown) => outcomes.push(`${name}: ${String(error)}`),
      ),
    );
    await turn();
    const [first, second, third] = entries();
    third?.settle?.();
    await turn();
    expect(outcomes).toEqual(['third']);
    first?.settle?.('refused');
    first?.settle?.();
    second?.settle?.();
    await Promise.all(appends);
    expect(outcomes).toEqual(['third', 'first: refused', 'second']);
  });

  it('of the same tick shares a delivery, at the next offsets', async () => {
    for (const _ of [1, 2]) void log.append(partition, record).catch(() => undefined);
    await turn();
    void log.append(partition, record).catch(() => undefined);
    await turn();
    const deliveries = subscriber.events.flatMap((event) =>
      event.kind === 'entries' ? [event.entries] : [],
    );
    expect(deliveries.map((batch) => batch.map(({ offset }) => offset))).toEqual([[42, 43], [44]]);
    await log.close();
  });

  it('is refused at once above the bound, until an entry is settled', async () => {
    const waiting = [1, 2, 3].map(() => log.append(partition, record));
    await expect(log.append(partition, record)).rejects.toMatchObject({
      code: 'PARTITION_OVERLOADED',
      retryable: true,
    });
    await turn();
    entries()[0]?.settle?.();
    waiting.push(log.append(partition, record));
    await turn();
    for (const entry of entries()) entry.settle?.();
    await Promise.all(waiting);
    expect(entries()).toHaveLength(4);
  });

  it('is refused before the partition is assigned, and after a failed assignment', async () => {
    const early = new FusedLog();
    await expect(early.append(partition, record)).rejects.toMatchObject(unavailable);
    const failing = new RecordingSubscriber();
    failing.onAssigned = () => Promise.reject(new Error('locked'));
    const subscribed = early.subscribe(failing);
    await expect(early.append(partition, record)).rejects.toMatchObject(unavailable);
    await expect(subscribed).rejects.toThrow('locked');
    await expect(early.append(partition, record)).rejects.toMatchObject(unavailable);
    await early.close();
    expect(failing.events).toEqual([]);
  });

  it('that is not settled when the log is closed is rejected, delivered or not', async () => {
    const release = subscriber.holdDelivery(partition);
    const delivered = log.append(partition, record);
    await turn();
    const waiting = log.append(partition, record);
    const closed = log.close();
    const settledWhileClosing = entries()[0];
    settledWhileClosing?.settle?.();
    await expect(delivered).resolves.toBeUndefined();
    await expect(waiting).rejects.toMatchObject(unavailable);
    await closed;
    release();
    await turn();
    expect(entries()).toHaveLength(1);
  });

  it('is refused for good once the subscriber failed on entries', async () => {
    const failure = new Error('broken invariant');
    subscriber.onEntries = () => Promise.reject(failure);
    await expect(log.append(partition, record)).rejects.toMatchObject({ ...unavailable, cause: failure });
    await expect(log.append(partition, record)).rejects.toMatchObject(unavailable);
    await log.close();
  });
});
