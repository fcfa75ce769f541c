import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { NodeMessage } from '@perdure/model';
import { describeOutputNotifier } from '@perdure/testkit';
import { MemoryNotifier } from './memory-notifier.js';

describeOutputNotifier('MemoryNotifier', async () => ({
  notifier: new MemoryNotifier(),
  destroy: async () => undefined,
}));

it('reports a listener that throws on the diagnostics channel', async () => {
  const notifier = new MemoryNotifier();
  const message: NodeMessage = { kind: 'reply', requestId: 'one', reply: { kind: 'done' } };
  const failure = new Error('a listener failed');
  const reports: unknown[] = [];
  const report = (event: unknown): number => reports.push(event);
  subscribe('perdure:notifier-memory:listener-failed', report);
  try {
    notifier.subscribe('node', () => {
      throw failure;
    });
    notifier.notify('node', message);
    await Promise.resolve();
    expect(reports).toEqual([{ nodeId: 'node', error: failure }]);
  } finally {
    unsubscribe('perdure:notifier-memory:listener-failed', report);
  }
});
