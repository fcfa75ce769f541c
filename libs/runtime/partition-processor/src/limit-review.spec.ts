import type { InvocationStatus } from '@perdure/model';
import { until } from '@perdure/testkit';
import { invocationId, invoke, partition, PartitionHarness } from './testing/partition-harness.js';

const target = {
  service: 'Mail',
  serviceType: 'service',
  handler: 'send',
  handlerKind: 'plain',
  scope: 'shop',
} as const;

/** A partition with so many invocations of one scope. */
async function withInvocations(count: number, limit?: number): Promise<PartitionHarness> {
  const harness = new PartitionHarness();
  await harness.start();
  harness.rules.limitScopes(limit);
  await send(harness, 1, count);
  return harness;
}

async function send(harness: PartitionHarness, from: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  await Promise.all(numbers.map((number) => harness.append(invoke(invocationId(number), { target }))));
}

function countOf(harness: PartitionHarness, status: InvocationStatus, among = 200): number {
  const numbers = Array.from({ length: among }, (_, i) => i + 1);
  return numbers.filter((number) => harness.invocation(invocationId(number))?.status === status).length;
}

describe('a change of the rules', () => {
  it('lets those start who waited, many or few', async () => {
    const harness = await withInvocations(200, 1);
    await until('the new limit is counted, and one runs', () => harness.attempts.started.length === 1);
    expect(countOf(harness, 'waiting')).toBe(199);

    harness.rules.limitScopes(3);
    await until('two more run', () => harness.attempts.started.length === 3);
    expect(countOf(harness, 'invoked')).toBe(3);

    harness.rules.limitScopes(undefined);
    await until('all run', () => harness.attempts.started.length === 200);
    expect(countOf(harness, 'waiting')).toBe(0);
  });

  it('counts what runs already, under way to the store or there', async () => {
    const harness = await withInvocations(2);
    harness.store.holdCommits();
    const underWay = send(harness, 3, 1);
    await until('it is on its way', () => harness.store.heldCount === 1);
    harness.rules.limitScopes(4);
    harness.store.releaseAll();
    await underWay;
    await until('all three are counted', () => {
      const rows = [1, 2, 3].map((number) => harness.invocation(invocationId(number)));
      return rows.every((row) => row?.slots !== undefined);
    });

    await send(harness, 4, 2);
    expect(countOf(harness, 'waiting')).toBe(1);
  });

  it('lets nobody start under a new limit before what runs is counted', async () => {
    const harness = await withInvocations(2);
    harness.store.holdCommits();
    harness.rules.limitScopes(2);
    const sent = send(harness, 3, 1);
    await until('it is on its way', () => harness.store.heldCount === 1);
    // Meanwhile the limit goes away and comes back: what started in between would not be counted either.
    harness.rules.limitScopes(undefined);
    harness.rules.limitScopes(2);
    harness.store.releaseAll();
    await sent;
    await send(harness, 4, 1);
    await until('both that run are counted', () =>
      [1, 2].every((number) => harness.invocation(invocationId(number))?.slots !== undefined),
    );

    expect(countOf(harness, 'waiting')).toBe(2);
    harness.rules.limitScopes(3);
    await until('one more runs', () => harness.attempts.started.length === 3);
  });

  it('lets those start who came while a new limit was held, even if their line is stored late', async () => {
    const harness = new PartitionHarness();
    await harness.start();
    const { store } = harness;
    const scan = store.scan.bind(store);
    let goOn: (() => void) | undefined;
    store.scan = async (...of) => {
      if (of[1] === 'active') await new Promise<void>((resolve) => (goOn = resolve));
      return scan(...of);
    };
    harness.rules.limitScopes(1);
    await until('what runs is looked for', () => goOn !== undefined);
    store.holdCommits();
    const sent = send(harness, 1, 1);
    await until('it is on its way', () => store.heldCount === 1);

    goOn!();
    // The review goes on as far as it can.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    store.releaseAll();
    await sent;
    await until('it runs', () => harness.attempts.started.length === 1);
  });

  it('that nobody was there to see is followed by the next owner', async () => {
    const harness = await withInvocations(5, 1);
    await harness.owner.onRevoked(partition);
    harness.rules.limitScopes(4);

    await harness.start();
    await until('three more run', () => countOf(harness, 'invoked') === 4);

    await harness.owner.onRevoked(partition);
    harness.rules.limitScopes(undefined);
    await harness.start();
    await until('all run', () => countOf(harness, 'invoked') === 5);
  });
});
