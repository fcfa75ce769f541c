import { isPerdureError, type PartitionCommand, type PartitionId } from '@perdure/model';
import type { Clock, CommandLog } from '@perdure/ports';

interface OutboxMessage {
  readonly number: number;
  readonly command: PartitionCommand;
}

const retryMs = 200;

/**
 * Sends a partition's outbox. Messages to one partition go out one by one in the order of their numbers, since the
 * receiver takes any number not above the highest seen for a repeat.
 */
export class OutboxSender {
  private readonly queues = new Map<PartitionId, OutboxMessage[]>();
  private isStopped = false;

  constructor(
    /** Names this partition's outbox for good: the receivers' deduplication hangs on it. */
    private readonly sender: string,
    private readonly log: CommandLog,
    private readonly clock: Clock,
    private readonly onDelivered: (number: number) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  send(partition: PartitionId, message: OutboxMessage): void {
    const queue = this.queues.get(partition);
    if (queue !== undefined) {
      queue.push(message);
      return;
    }
    const started = [message];
    this.queues.set(partition, started);
    void this.drain(partition, started);
  }

  stop(): void {
    this.isStopped = true;
    this.queues.clear();
  }

  private async drain(partition: PartitionId, queue: OutboxMessage[]): Promise<void> {
    for (let message = queue[0]; message !== undefined && !this.isStopped; message = queue[0]) {
      try {
        const { number, command } = message;
        await this.log.append(partition, { command, origin: { sender: this.sender, number } });
        queue.shift();
        this.onDelivered(number);
      } catch (error) {
        // Also when the outcome is unknown: the receiver drops what it has seen.
        if (!isPerdureError(error) || !error.retryable) this.onError(error);
        await new Promise<void>((resolve) => this.clock.schedule(retryMs, resolve));
      }
    }
    this.queues.delete(partition);
  }
}
