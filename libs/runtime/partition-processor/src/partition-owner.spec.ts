import type { RetryDecision } from '@perdure/engine';
import { messageType } from '@perdure/protocol';
import { until } from '@perdure/testkit';
import { invocationId, invoke, partition, PartitionHarness } from './testing/partition-harness.js';

const retry: RetryDecision = {
  policy: { initialIntervalMs: 500, exponentiationFactor: 2, maxIntervalMs: 60_000, onMaxAttempts: 'pause' },
  jitter: 0,
};
const output = {
  kind: 'command',
  frame: { type: messageType.outputCommand, payload: Buffer.from('7200', 'hex') },
  command: { kind: 'output', result: { kind: 'value', value: new Uint8Array() } },
  isAckRequested: false,
  pin: { deploymentId: 'dp_1' as never, protocolVersion: 6 },
  retry,
} as const;
const first = invocationId(1);

async function started(
  options: { asyncReads?: boolean; cachedRowsMax?: number } = {},
): Promise<PartitionHarness> {
  const harness = new PartitionHarness();
  await harness.start(options);
  return harness;
}

describe('an owner that drains', () => {
  it('waits for what it has taken, and not for what keeps coming', async () => {
    const harness = await started();
    const { store, owner } = harness;
    store.holdCommits();
    const settled: number[] = [];
    const take = (number: number): void =>
      void harness.append(invoke(invocationId(number))).then(() => settled.push(number));
    take(1);
    await until('the first commit is on its way', () => store.heldCount === 1);
    take(2);
    const progress = { isDrained: false };
    void owner.drain().then(() => (progress.isDrained = true));

    for (let number = 3; !progress.isDrained; number++) {
      take(number);
      expect(settled.length).toBeLessThan(10);
      store.release(1);
      await until('the next commit is on its way', () => store.heldCount === 1);
    }

    expect(settled).toEqual(expect.arrayContaining([1, 2]));
  });
});

describe('a commit', () => {
  it('comes before everything anybody could see of it', async () => {
    const harness = await started();
    harness.store.holdCommits();

    let isAccepted = false;
    const accepted = harness
      .append(invoke(first, { replyTo: { nodeId: 'n', requestId: 'r' } }))
      .then(() => (isAccepted = true));
    await until('the commit is on its way', () => harness.store.heldCount === 1);

    expect({ isAccepted, attempts: harness.attempts.started, messages: harness.messages }).toEqual({
      isAccepted: false,
      attempts: [],
      messages: [],
    });

    harness.store.releaseAll();
    await accepted;
    expect(harness.attempts.started).toHaveLength(1);
    expect(harness.messages).toEqual([{ kind: 'reply', requestId: 'r', reply: { kind: 'accepted' } }]);
  });

  it('carries everything that arrived while the last was on its way, and one row once', async () => {
    const harness = await started();
    harness.store.holdCommits();
    const accepted = [harness.append(invoke(first))];
    await until('the first commit is on its way', () => harness.store.heldCount === 1);

    for (let i = 2; i <= 20; i++) accepted.push(harness.append(invoke(invocationId(i))));
    harness.store.releaseAll();
    await Promise.all(accepted);

    expect(harness.store.applied.map(({ sequence }) => sequence)).toEqual([1, 2]);
    const keys = harness.store.applied[1]!.mutations.map((mutation) => JSON.stringify(mutation));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(['before-applying', 'after-applying'] as const)(
    'whose outcome is unknown (it failed %s) is repeated, and counts once',
    async (failure) => {
      const harness = await started();
      harness.store.failNextCommit(failure);

      const { scheduledCount } = harness.clock;
      const accepted = harness.append(invoke(first));
      await until('the retry waits', () => harness.clock.scheduledCount > scheduledCount, undefined);
      harness.clock.advance(100);
      await accepted;

      expect(harness.attempts.started).toHaveLength(1);
      expect(harness.store.position(partition).sequence).toBe(1);
    },
  );
});

describe('an owner that was replaced', () => {
  it('stops at its next commit, having told nobody anything', async () => {
    const harness = await started();
    harness.store.fence(partition);

    await expect(harness.append(invoke(first))).rejects.toMatchObject({ code: 'STORE_FENCED' });

    expect(harness.stopped.map(({ code }) => code)).toEqual(['STORE_FENCED']);
    expect(harness.attempts).toMatchObject({ started: [], releasedCount: 1 });
    await expect(harness.append(invoke(first))).rejects.toMatchObject({ code: 'STORE_FENCED' });
  });
});

describe('an owner that was replaced and reads what its successor wrote', () => {
  it('stops for that, and not for what it cannot make sense of', async () => {
    // Keeps the invocation at hand, and has to read the lock.
    const harness = await started({ cachedRowsMax: 1 });
    const target = {
      service: 'Counter',
      serviceType: 'virtual-object',
      handler: 'add',
      handlerKind: 'exclusive',
      key: 'k',
    } as const;
    await harness.append(invoke(first, { target }));
    const { row, sink } = harness.attempts.started[0]!;
    await harness.start();
    await until('the successor has the attempt', () => harness.attempts.started.length === 1);
    await harness.report(output);
    await harness.report({ kind: 'ended', retry });

    sink.report({ kind: 'ended', retry, invocationId: first, attempt: row.attempt }, () => undefined);
    await until('the first owner stopped', () => harness.stopped.length === 1);

    expect(harness.stopped.map(({ code }) => code)).toEqual(['STORE_FENCED']);
  });
});

describe('an owner that was frozen while it waited for a commit', () => {
  it('starts nothing on it when it was replaced meanwhile, and goes on when it was not', async () => {
    const replaced = await started();
    const kept = await started();
    for (const harness of [replaced, kept]) harness.store.holdCommits();
    const appends = [replaced.append(invoke(first)), kept.append(invoke(first))];
    await until('both commits are on their way', () => replaced.store.heldCount + kept.store.heldCount === 2);

    // The commits arrive; their answers are heard much later, by processes that slept.
    for (const harness of [replaced, kept]) {
      harness.store.releaseAll();
      harness.clock.advance(5000);
    }
    replaced.store.fence(partition);

    await expect(appends[0]).rejects.toMatchObject({ code: 'STORE_FENCED' });
    await appends[1];
    expect(replaced.attempts.started).toEqual([]);
    expect(kept.attempts.started).toHaveLength(1);
  });
});

describe('an owner without work', () => {
  it('notices that it was replaced, and that the store lost what it had acknowledged', async () => {
    const replaced = await started();
    replaced.store.fence(partition);
    const deprived = await started();
    const earlier = deprived.store.snapshot();
    await deprived.append(invoke(first));
    deprived.store.restore(earlier);

    for (const harness of [replaced, deprived]) harness.clock.advance(10_000);
    await until('both stopped', () => replaced.stopped.length + deprived.stopped.length === 2);

    expect([...replaced.stopped, ...deprived.stopped].map(({ code }) => code)).toEqual([
      'STORE_FENCED',
      'STORE_DIVERGED',
    ]);
  });
});

describe('a new owner', () => {
  it('starts running invocations again under a new token, and hears the old attempt no more', async () => {
    const harness = await started();
    await harness.append(invoke(first));
    const old = harness.attempts.started[0]!;

    expect(await harness.start()).toBe(1);
    await until('the attempt is started again', () => harness.attempts.started.length === 1);

    expect(harness.attempts.started[0]!.row.attempt).toBe(old.row.attempt + 1);
    const stale = { ...output, invocationId: first, attempt: old.row.attempt };
    await new Promise<void>((resolve) => harness.attempts.started[0]!.sink.report(stale, resolve));
    expect(harness.invocation(first)).toMatchObject({ status: 'invoked', journalLength: 1 });

    await harness.report(output);
    await harness.report({ kind: 'ended', retry });
    expect(harness.invocation(first)).toMatchObject({ status: 'completed', journalLength: 2 });
  });

  it('fires timers that fell due while nobody was there, and none early', async () => {
    const harness = await started();
    const nowMs = harness.clock.nowMs();
    await harness.append(invoke(first, { executeAtMs: nowMs + 1000 }));
    await harness.append(invoke(invocationId(2), { executeAtMs: nowMs + 5000 }));

    harness.clock.advance(2000);
    await harness.start();
    await until(
      'the first is started',
      () => harness.attempts.started.length === 1,
      () => harness.clock.advance(0),
    );

    expect(harness.attempts.started[0]!.row.id).toBe(first);
    expect(harness.invocation(invocationId(2))?.status).toBe('scheduled');
    harness.clock.advance(2999);
    expect(harness.attempts.started).toHaveLength(1);
    await until(
      'the second is started',
      () => harness.attempts.started.length === 2,
      () => harness.clock.advance(1),
    );
    expect(harness.clock.nowMs()).toBeGreaterThanOrEqual(nowMs + 5000);
  });
});

describe('retention', () => {
  it('removes completed records when it ends', async () => {
    const harness = await started();
    await harness.append(invoke(first));
    await harness.report(output);
    await harness.report({ kind: 'ended', retry });
    expect(harness.invocation(first)?.status).toBe('completed');

    await until(
      'the record is gone',
      () => harness.invocation(first) === undefined,
      () => harness.clock.advance(500),
    );
    expect(await harness.store.scan(partition, 'journal', first, { limit: 1 })).toEqual([]);
    expect(await harness.store.scan(partition, 'timer', '', { limit: 1 })).toEqual([]);
  });
});

describe('a store that can only be read asynchronously', () => {
  it('serves rows and whole groups on demand, in step with what is not stored yet', async () => {
    const harness = await started({ asyncReads: true });
    const target = {
      service: 'Counter',
      serviceType: 'virtual-object',
      handler: 'add',
      handlerKind: 'exclusive',
      key: 'k',
    } as const;
    await harness.append(invoke(first, { target }));
    const setState = (key: string) => ({
      ...output,
      frame: { type: messageType.setStateCommand, payload: new Uint8Array() },
      command: { kind: 'set-state' as const, key, value: new Uint8Array([1]) },
    });
    await harness.report(setState('stored'));
    // Not awaited: the keys are asked for while this one is on its way.
    const settled = [harness.report(setState('under way'))];
    settled.push(
      harness.report({
        ...output,
        frame: { type: messageType.getLazyStateKeysCommand, payload: new Uint8Array() },
        command: { kind: 'get-lazy-state-keys', completionId: 1 },
      }),
    );
    await Promise.all(settled);

    const { frame } = harness.attempts.forwarded.at(-1)!;
    expect(Buffer.from(frame.payload).toString('latin1')).toContain('stored');
    expect(Buffer.from(frame.payload).toString('latin1')).toContain('under way');
    expect(harness.stopped).toEqual([]);
  });

  it('is asked again while it cannot answer', async () => {
    const harness = await started({ asyncReads: true });
    harness.failNextRead();
    const { scheduledCount } = harness.clock;

    const accepted = harness.append(invoke(first));
    await until('the retry waits', () => harness.clock.scheduledCount > scheduledCount);
    harness.clock.advance(50);
    await accepted;

    expect(harness.stopped).toEqual([]);
  });

  it('applies an input that needs more rows than the cache may hold', async () => {
    const harness = await started({ asyncReads: true, cachedRowsMax: 0 });
    const target = {
      service: 'Counter',
      serviceType: 'virtual-object',
      handler: 'add',
      handlerKind: 'exclusive',
      key: 'k',
    } as const;

    await harness.append(invoke(first, { target }));
    await harness.append(invoke(invocationId(2), { target }));

    expect(harness.invocation(invocationId(2))?.status).toBe('inboxed');
    // Nor does an effect rely on the cache.
    expect(harness.attempts.started.map(({ row }) => row.id)).toEqual([first]);
  });
});
