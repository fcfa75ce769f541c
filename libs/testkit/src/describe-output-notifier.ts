import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { InvocationId, NodeMessage } from '@perdure/model';
import type { OutputNotifier } from '@perdure/ports';
import { until } from './until.js';

export interface OutputNotifierFixture {
  readonly notifier: OutputNotifier;
  destroy(): Promise<void>;
}

const invocationId = `inv_1${'0'.repeat(33)}` as InvocationId;

/** Messages with everything a message may carry. */
const messages: readonly NodeMessage[] = [
  { kind: 'reply', requestId: 'one', reply: { kind: 'accepted', executeAtMs: 1_700_000_000_000 } },
  { kind: 'reply', requestId: 'two', reply: { kind: 'not-found' } },
  {
    kind: 'reply',
    requestId: 'three',
    reply: {
      kind: 'completed',
      result: { kind: 'value', value: Uint8Array.of(0, 255, 10, 13) },
      expiresAtMs: 5,
    },
  },
  { kind: 'invocation-completed', invocationId, result: { kind: 'value', value: new Uint8Array(0) } },
  {
    kind: 'invocation-completed',
    invocationId,
    result: { kind: 'failure', failure: { code: 409, message: 'nö', metadata: [['key', 'value']] } },
  },
];

/** What every notifier must do. It may lose messages while a subscription begins, which the suite waits out. */
export function describeOutputNotifier(
  name: string,
  createFixture: () => Promise<OutputNotifierFixture>,
): void {
  describe(`${name} as an output notifier`, () => {
    let fixture: OutputNotifierFixture;
    let notifier: OutputNotifier;

    beforeEach(async () => {
      fixture = await createFixture();
      notifier = fixture.notifier;
    });

    afterEach(() => fixture.destroy());

    it('carries messages to their node, unchanged and in the order one sender sent them', async () => {
      const inbox = await subscribe(notifier, 'node-a');
      for (const message of messages) notifier.notify('node-a', message);
      await until('all messages arrived', () => inbox.received.length === messages.length);
      expect(inbox.received).toEqual(messages);
    });

    it('carries many messages at once', async () => {
      const inbox = await subscribe(notifier, 'node-a');
      const sent = Array.from({ length: 1000 }, (_, index) => reply(String(index)));
      for (const message of sent) notifier.notify('node-a', message);
      await until('all messages arrived', () => inbox.received.length === sent.length);
      expect(inbox.received).toEqual(sent);
    });

    it('keeps nodes apart, and takes messages for nodes nobody is', async () => {
      const a = await subscribe(notifier, 'node-a');
      const b = await subscribe(notifier, 'node-b');
      notifier.notify('node-a', reply('for a'));
      notifier.notify('nobody', reply('for nobody'));
      notifier.notify('node', reply('for node'));
      notifier.notify('node-b', reply('for b'));
      await until('both heard', () => a.received.length > 0 && b.received.length > 0);
      expect(a.received).toEqual([reply('for a')]);
      expect(b.received).toEqual([reply('for b')]);
    });

    it('never calls the listener inside notify', async () => {
      const inbox = await subscribe(notifier, 'node-a');
      notifier.notify('node-a', reply('later'));
      expect(inbox.received).toEqual([]);
      await until('it arrived', () => inbox.received.length === 1);
    });

    it('reaches every listener of a node, one that throws harms neither sender nor the others', async () => {
      const stop = notifier.subscribe('node-a', () => {
        throw new Error('a listener failed');
      });
      const first = await subscribe(notifier, 'node-a');
      const second = await subscribe(notifier, 'node-a');
      notifier.notify('node-a', reply('1'));
      notifier.notify('node-a', reply('2'));
      const expected = [reply('1'), reply('2')];
      await until('both heard', () => first.received.length + second.received.length === 4);
      expect(first.received).toEqual(expected);
      expect(second.received).toEqual(expected);
      stop();
    });

    it('tells nothing more to who unsubscribed', async () => {
      const left = await subscribe(notifier, 'node-a');
      const stayed = await subscribe(notifier, 'node-a');
      left.stop();
      left.stop();
      notifier.notify('node-a', reply('late'));
      await until('the other one heard', () => stayed.received.length === 1);
      expect(left.received).toEqual([]);
    });
  });
}

interface Inbox {
  readonly received: NodeMessage[];
  readonly stop: () => void;
}

/** Subscribes, and resolves once messages arrive. Probes are not part of what was received. */
async function subscribe(notifier: OutputNotifier, nodeId: string): Promise<Inbox> {
  const received: NodeMessage[] = [];
  let isHeard = false;
  const stop = notifier.subscribe(nodeId, (message) => {
    if (isProbe(message)) isHeard = true;
    else received.push(message);
  });
  await until(
    'the subscription works',
    () => isHeard,
    () => notifier.notify(nodeId, reply('probe')),
  );
  return { received, stop };
}

function isProbe(message: NodeMessage): boolean {
  return message.kind === 'reply' && message.requestId === 'probe';
}

function reply(requestId: string): NodeMessage {
  return { kind: 'reply', requestId, reply: { kind: 'done' } };
}
