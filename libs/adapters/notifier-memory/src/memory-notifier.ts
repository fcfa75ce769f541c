import { channel } from 'node:diagnostics_channel';
import type { NodeMessage } from '@perdure/model';
import type { OutputNotifier } from '@perdure/ports';

/** Gets `{ nodeId, error }` when a listener throws. */
const listenerFailed = channel('perdure:notifier-memory:listener-failed');

type Listener = (message: NodeMessage) => void;

interface Delivery {
  readonly nodeId: string;
  readonly message: NodeMessage;
}

/**
 * Messages between the roles of one process. They are delivered in the order sent, in a microtask of their own: never
 * inside `notify`, so that a partition's owner is neither slowed down nor re-entered by whom it tells. Messages of the
 * same tick share the microtask. A message to a node without listeners is dropped; a listener that throws is reported
 * on the diagnostics channel and harms nobody else.
 */
export class MemoryNotifier implements OutputNotifier {
  private readonly listeners = new Map<string, Set<Listener>>();
  private waiting: Delivery[] = [];

  notify(nodeId: string, message: NodeMessage): void {
    this.waiting.push({ nodeId, message });
    if (this.waiting.length === 1) queueMicrotask(() => this.deliver());
  }

  subscribe(nodeId: string, onMessage: Listener): () => void {
    const listeners = this.listeners.get(nodeId) ?? new Set();
    this.listeners.set(nodeId, listeners);
    // A function of its own per call: the same callback may subscribe twice.
    const listener: Listener = (message) => onMessage(message);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(nodeId) === listeners) this.listeners.delete(nodeId);
    };
  }

  private deliver(): void {
    const deliveries = this.waiting;
    this.waiting = [];
    for (const { nodeId, message } of deliveries) {
      for (const listener of this.listeners.get(nodeId) ?? []) callSafely(listener, nodeId, message);
    }
  }
}

function callSafely(listener: Listener, nodeId: string, message: NodeMessage): void {
  try {
    listener(message);
  } catch (error) {
    listenerFailed.publish({ nodeId, error });
  }
}
