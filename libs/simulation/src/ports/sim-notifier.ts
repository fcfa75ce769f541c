import type { NodeMessage } from '@perdure/model';
import type { OutputNotifier } from '@perdure/ports';
import type { Faults } from '../kernel/faults.js';
import type { Random } from '../kernel/random.js';
import type { Scheduler } from '../kernel/scheduler.js';

/** Hints that get lost, late, out of order and twice, as the port allows. */
export class SimNotifier implements OutputNotifier {
  private readonly subscribers = new Map<string, Set<(message: NodeMessage) => void>>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly faults: Faults,
  ) {}

  notify(nodeId: string, message: NodeMessage): void {
    if (this.faults.happens('notificationLost')) return;
    this.deliver(nodeId, message);
    if (this.faults.happens('notificationRepeated')) this.deliver(nodeId, message);
  }

  subscribe(nodeId: string, onMessage: (message: NodeMessage) => void): () => void {
    const ofNode = this.subscribers.get(nodeId) ?? new Set();
    this.subscribers.set(nodeId, ofNode.add(onMessage));
    return () => ofNode.delete(onMessage);
  }

  private deliver(nodeId: string, message: NodeMessage): void {
    this.scheduler.after(this.random.between(50, 50_000), () => {
      for (const onMessage of [...(this.subscribers.get(nodeId) ?? [])]) onMessage(message);
    });
  }
}
