import type { InvocationId, NodeMessage, Reply, ReplyTo, Result } from '@perdure/model';
import type { Clock, Ids, OutputNotifier } from '@perdure/ports';

import { ReplyWaiter } from './reply-waiter.js';

const done: Reply = { kind: 'done' };
const value: Result = { kind: 'value', value: new Uint8Array([1]) };
const someInvocation = 'inv_1a' as InvocationId;

/** Time that passes when told to, and how many timers are armed. */
class ManualClock implements Clock {
  private ms = 1000;
  private readonly armed = new Map<symbol, { readonly dueMs: number; readonly callback: () => void }>();

  get armedCount(): number {
    return this.armed.size;
  }

  nowMs(): number {
    return this.ms;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const id = Symbol();
    this.armed.set(id, { dueMs: this.ms + delayMs, callback });
    return () => this.armed.delete(id);
  }

  advance(ms: number): void {
    this.ms += ms;
    for (const [id, { dueMs, callback }] of [...this.armed]) {
      if (dueMs > this.ms) continue;
      this.armed.delete(id);
      callback();
    }
  }
}

class DirectNotifier implements OutputNotifier {
  readonly subscribers = new Map<string, (message: NodeMessage) => void>();

  notify(nodeId: string, message: NodeMessage): void {
    this.subscribers.get(nodeId)?.(message);
  }

  endGap: () => void = () => undefined;

  subscribe(nodeId: string, onMessage: (message: NodeMessage) => void, onGap?: () => void): () => void {
    this.subscribers.set(nodeId, onMessage);
    if (onGap !== undefined) this.endGap = onGap;
    return () => this.subscribers.delete(nodeId);
  }
}

function given(options: { waitingMax?: number; timeoutMs?: number } = {}) {
  const clock = new ManualClock();
  const notifier = new DirectNotifier();
  const ids: Ids = { ulid: () => new Uint8Array(16).fill(7), fraction: () => 0 };
  const waiter = new ReplyWaiter(
    { notifier, clock, ids },
    { nodeId: 'n1', timeoutMs: options.timeoutMs ?? 100, waitingMax: options.waitingMax ?? 10 },
  );
  const sent: ReplyTo[] = [];
  const send = async (replyTo: ReplyTo): Promise<void> => void sent.push(replyTo);
  const answer = (replyTo: ReplyTo, reply: Reply) =>
    notifier.notify(replyTo.nodeId, { kind: 'reply', requestId: replyTo.requestId, reply });
  return { clock, notifier, waiter, sent, send, answer };
}

describe('requests', () => {
  it('get the reply that names them, whatever the order', async () => {
    const { waiter, sent, send, answer } = given();
    const first = waiter.request(send);
    const second = waiter.request(send);

    answer(sent[1]!, { kind: 'not-found' });
    answer(sent[0]!, done);

    await expect(first).resolves.toEqual(done);
    await expect(second).resolves.toEqual({ kind: 'not-found' });
  });

  it('fail each at its own deadline, with one timer for all', async () => {
    const { waiter, clock, send, sent, answer } = given();
    const first = waiter.request(send);
    clock.advance(60);
    const second = waiter.request(send);
    expect(clock.armedCount).toBe(1);

    clock.advance(40);
    await expect(first).rejects.toMatchObject({ code: 'PARTITION_UNAVAILABLE', retryable: true });
    answer(sent[1]!, done);
    await expect(second).resolves.toEqual(done);

    clock.advance(60);
    expect(clock.armedCount).toBe(0);
    const third = waiter.request(send);
    clock.advance(100);
    await expect(third).rejects.toMatchObject({ code: 'PARTITION_UNAVAILABLE' });
  });

  it('fail as the sending failed, and wait no longer', async () => {
    const { waiter, send } = given({ waitingMax: 1 });
    const failure = new Error('log away');

    await expect(waiter.request(() => Promise.reject(failure))).rejects.toBe(failure);

    void waiter.request(send).catch(() => undefined);
    await expect(waiter.request(send)).rejects.toMatchObject({ code: 'PARTITION_OVERLOADED' });
    waiter.close();
  });

  it('find out by themselves what a lost reply would have said', async () => {
    const { waiter, clock, send, sent } = given({ timeoutMs: 30_000 });
    const looks: string[] = [];
    const found: Array<Reply | undefined> = [undefined, done];
    const waiting = waiter.request(send, async (requestId) => {
      looks.push(requestId);
      if (looks.length === 1) throw new Error('store away');
      return found.shift();
    });

    for (let passedMs = 0; passedMs < 10_000; passedMs += 1000) {
      clock.advance(1000);
      await new Promise(setImmediate);
    }

    await expect(waiting).resolves.toEqual(done);
    const [{ requestId }] = sent as [ReplyTo];
    expect(looks).toEqual([requestId, requestId, requestId]);
    waiter.close();
    expect(clock.armedCount).toBe(0);
  });

  it('are told when the node stops', async () => {
    const { waiter, notifier, clock, send } = given();
    const waiting = waiter.request(send);

    waiter.close();

    await expect(waiting).rejects.toMatchObject({ code: 'PARTITION_UNAVAILABLE' });
    await expect(waiter.request(send)).rejects.toMatchObject({ code: 'PARTITION_UNAVAILABLE' });
    expect(notifier.subscribers.size).toBe(0);
    expect(clock.armedCount).toBe(0);
  });
});

describe('expected replies', () => {
  it('come however late, once, and only to those who stayed', () => {
    const { waiter, clock, answer } = given();
    const heard: string[] = [];
    const staying = waiter.expectReply((reply) => heard.push(`stays: ${reply.kind}`));
    const leaving = waiter.expectReply(() => heard.push('left'));
    leaving.leave();
    clock.advance(1_000_000);

    answer(leaving.replyTo, done);
    answer(staying.replyTo, done);
    answer(staying.replyTo, done);

    expect(heard).toEqual(['stays: done']);
    expect(clock.armedCount).toBe(0);
  });

  it('are bounded, and those that left or heard make room', () => {
    const { waiter, answer } = given({ waitingMax: 1 });
    const expectOne = () => waiter.expectReply(() => undefined);
    const first = expectOne();
    expect(expectOne).toThrow('1 waiting expected replies');
    answer(first.replyTo, done);
    expectOne().leave();
    expectOne();
    expect(expectOne).toThrow('1 waiting expected replies');
  });
});

describe('after a gap', () => {
  it('what can be looked for is looked for at once, and who asked hears of it', async () => {
    const { waiter, notifier, send } = given();
    const gaps: string[] = [];
    waiter.onGap(() => gaps.push('stays'));
    waiter.onGap(() => gaps.push('left'))();
    const found = waiter.request(send, async () => done);
    const unknown = waiter.request(send);

    notifier.endGap();

    await expect(found).resolves.toEqual(done);
    expect(gaps).toEqual(['stays']);
    waiter.close();
    await expect(unknown).rejects.toMatchObject({ code: 'PARTITION_UNAVAILABLE' });
  });
});

describe('completion listeners', () => {
  it('hear of their invocation once, unless they left', () => {
    const { waiter, notifier } = given();
    const heard: string[] = [];
    waiter.onCompleted(someInvocation, () => heard.push('stays'));
    const leave = waiter.onCompleted(someInvocation, () => heard.push('left'));
    waiter.onCompleted('inv_1b' as InvocationId, () => heard.push('another'));
    leave();

    notifier.notify('n1', { kind: 'invocation-completed', invocationId: someInvocation, result: value });
    notifier.notify('n1', { kind: 'invocation-completed', invocationId: someInvocation, result: value });

    expect(heard).toEqual(['stays']);
  });

  it('are bounded, and those that left or heard make room', () => {
    const { waiter, notifier } = given({ waitingMax: 1 });
    const listen = () => waiter.onCompleted(someInvocation, () => undefined);
    const leave = listen();
    expect(listen).toThrow('1 waiting completion listeners');
    leave();
    leave();
    const stale = listen();
    notifier.notify('n1', { kind: 'invocation-completed', invocationId: someInvocation, result: value });
    listen();
    stale();
    expect(listen).toThrow('1 waiting completion listeners');
  });
});
