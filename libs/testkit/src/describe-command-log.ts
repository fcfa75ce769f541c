import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InvocationId, LogOffset, PartitionId, PartitionRecord } from '@perdure/model';
import type { CommandLog } from '@perdure/ports';
import { RecordingSubscriber } from './fakes/recording-subscriber.js';
import type { StoreFixture } from './store-fixture.js';
import { until } from './until.js';

/** The suite needs a log of two partitions at least. */
const first = 0 as PartitionId;
const second = 1 as PartitionId;

/**
 * What every command log must do: the contract of the port, case by case. A fused log forgets its records when it is
 * closed, so what a log delivers again after a restart is for its own tests.
 */
export function describeCommandLog(
  name: string,
  createFixture: () => Promise<StoreFixture<CommandLog>>,
): void {
  describe(`${name} as a command log`, () => {
    let fixture: StoreFixture<CommandLog>;
    let log: CommandLog;
    let subscriber: RecordingSubscriber;

    const subscribe = async (next: RecordingSubscriber): Promise<void> => {
      subscriber = next;
      await log.subscribe(subscriber);
      await until('both partitions are assigned', () =>
        [first, second].every((partition) => subscriber.isAssigned(partition)),
      );
    };

    beforeEach(async () => {
      fixture = await createFixture();
      log = await fixture.open();
      await subscribe(new RecordingSubscriber());
    });

    afterEach(async () => {
      await fixture.close();
      await fixture.destroy();
    });

    const delivered = (partition: PartitionId, count: number): Promise<void> =>
      until(`${count} records were delivered`, () => subscriber.entries(partition).length >= count);

    it('delivers what was appended, unchanged', async () => {
      for (const record of records) await log.append(first, record);
      await delivered(first, records.length);
      expect(subscriber.entries(first).map(({ record }) => record)).toEqual(records);
    });

    it('delivers in the order appended, each record once, at ascending offsets', async () => {
      const ids = Array.from({ length: 500 }, (_, index) => String(index));
      await Promise.all(ids.map((id) => log.append(first, cancel(id))));
      await log.append(first, cancel('last'));
      await delivered(first, ids.length + 1);

      expect(requestIds(subscriber, first)).toEqual([...ids, 'last']);
      const offsets = subscriber.entries(first).map(({ offset }) => offset);
      expect(offsets).toEqual([...new Set(offsets)].sort((left, right) => left - right));
    });

    it('keeps partitions apart', async () => {
      await Promise.all([
        log.append(first, cancel('1')),
        log.append(second, cancel('2')),
        log.append(first, cancel('3')),
      ]);
      await delivered(first, 2);
      await delivered(second, 1);
      expect(requestIds(subscriber, first)).toEqual(['1', '3']);
      expect(requestIds(subscriber, second)).toEqual(['2']);
    });

    it('waits for a subscriber that is busy, in that partition alone', async () => {
      const release = subscriber.holdDelivery(first);
      await log.append(first, cancel('1'));
      await delivered(first, 1);
      const waiting = ['2', '3', '4'].map((id) => log.append(first, cancel(id)));
      await log.append(second, cancel('other'));
      await delivered(second, 1);
      expect(requestIds(subscriber, first)).toEqual(['1']);

      release();
      await Promise.all(waiting);
      await delivered(first, 4);
      expect(requestIds(subscriber, first)).toEqual(['1', '2', '3', '4']);
    });

    it('has one subscriber', async () => {
      await expect(log.subscribe(new RecordingSubscriber())).rejects.toThrow();
    });

    it('revokes each partition once when it is closed, then delivers and takes nothing more', async () => {
      await log.append(first, cancel('before'));
      await delivered(first, 1);
      await log.close();
      await log.close();

      for (const partition of [first, second]) {
        const revocations = subscriber.events.filter(
          (event) => event.kind === 'revoked' && event.partition === partition,
        );
        expect(revocations).toHaveLength(1);
        expect(subscriber.isAssigned(partition)).toBe(false);
      }
      await expect(log.append(first, cancel('after'))).rejects.toMatchObject({ retryable: true });
      expect(requestIds(subscriber, first)).toEqual(['before']);
    });

    it('goes on after the offset the next owner names', async () => {
      for (const id of ['1', '2', '3']) await log.append(first, cancel(id));
      await delivered(first, 3);
      const applied = subscriber.entries(first).at(-1)?.offset as LogOffset;

      await fixture.close();
      log = await fixture.open();
      await subscribe(new RecordingSubscriber(new Map([[first, applied]])));
      await log.append(first, cancel('4'));
      await log.append(second, cancel('other'));
      await delivered(first, 1);
      await delivered(second, 1);

      expect(requestIds(subscriber, first)).toEqual(['4']);
      expect(subscriber.entries(first).at(0)?.offset).toBeGreaterThan(applied);
    });
  });
}

function requestIds(subscriber: RecordingSubscriber, partition: PartitionId): Array<string | undefined> {
  return subscriber
    .entries(partition)
    .map(({ record: { command } }) => ('replyTo' in command ? command.replyTo.requestId : undefined));
}

const invocationId = `inv_1${'0'.repeat(33)}` as InvocationId;

function cancel(requestId: string): PartitionRecord {
  return { command: { kind: 'cancel', invocationId, replyTo: { nodeId: 'node', requestId } } };
}

/** Records with everything a record may carry. */
const records: readonly PartitionRecord[] = [
  {
    command: {
      kind: 'invoke',
      invocationId,
      target: {
        service: 'Counter',
        serviceType: 'virtual-object',
        handler: 'add',
        handlerKind: 'exclusive',
        key: 'a/b 🦊',
        scope: 'tenant',
      },
      input: Uint8Array.of(0, 255, 10, 13),
      source: { kind: 'ingress' },
      retention: { completionMs: 86_400_000, journalMs: 0 },
      idempotencyKey: 'once',
      limitKey: 'limit',
      executeAtMs: 1_700_000_000_000,
      listener: { kind: 'node', nodeId: 'node' },
      replyTo: { nodeId: 'node', requestId: 'request' },
    },
    origin: { sender: 'partition/7', number: 42 },
  },
  {
    command: {
      kind: 'signal',
      invocationId,
      signal: { kind: 'index', index: 17 },
      result: { kind: 'value', value: new Uint8Array(0) },
    },
  },
  { command: { kind: 'purge', invocationId } },
];
