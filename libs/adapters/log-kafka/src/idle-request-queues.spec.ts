import { describe, expect, it, jest } from '@jest/globals';
import { until } from '@perdure/testkit';
import { createRequire } from 'node:module';
import type { RequestQueue } from './idle-request-queues.js';
import './kafka-clients.js';

interface WholeQueue extends RequestQueue {
  readonly throttleCheckTimeoutId: unknown;
  push(request: { entry: { correlationId: number }; expectResponse: boolean; sendRequest: () => void }): void;
  fulfillRequest(response: { correlationId: number; payload: null; size: number }): void;
  maybeThrottle(ms: number): void;
}

type QueueClass = new (options: object) => WholeQueue;

/** As the library makes them, for a connection on which one request may be under way. */
function queueOfOne(): { queue: WholeQueue; push: (id: number) => void; sent: number[] } {
  const Queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as QueueClass;
  const logger = { debug: jest.fn(), warn: jest.fn() };
  const queue = new Queue({ maxInFlightRequests: 1, requestTimeout: 1000, clientId: '', broker: '', logger });
  const sent: number[] = [];
  const push = (correlationId: number): void => {
    const entry = { correlationId, resolve: jest.fn(), reject: jest.fn() };
    queue.push({ entry, expectResponse: true, sendRequest: () => sent.push(correlationId) });
  };
  return { queue, push, sent };
}

describe('a queue of requests to a broker', () => {
  it('has no timer while nothing waits in it, and one while something does', async () => {
    const { queue, push, sent } = queueOfOne();
    push(1);
    expect(queue.throttleCheckTimeoutId).toBeNull();
    push(2);
    expect(sent).toEqual([1]);
    expect(queue.throttleCheckTimeoutId).not.toBeNull();

    queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    expect(sent).toEqual([1, 2]);
    queue.fulfillRequest({ correlationId: 2, payload: null, size: 0 });
    await until('the timer is over', () => queue.throttleCheckTimeoutId === null);
  });

  it('sends what waited for the broker to be ready again', async () => {
    const { queue, push, sent } = queueOfOne();
    queue.maybeThrottle(20);
    push(1);
    expect(sent).toEqual([]);
    await until('the broker is ready', () => sent.length === 1);
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });
});
