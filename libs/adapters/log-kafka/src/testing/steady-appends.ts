import type { PartitionId } from '@perdure/model';
import { until } from '@perdure/testkit';
import type { KafkaCommandLog } from '../kafka-command-log.js';
import { named, partition } from './test-cluster.js';

/** Appends to all partitions at once, one record after the other in each, until it is stopped. */
export class SteadyAppends {
  /** Of acknowledged records. */
  count = 0;
  private isStopped = false;
  private readonly names = new Map<PartitionId, string[]>();
  private readonly running: ReadonlyArray<Promise<void>>;

  constructor(
    private readonly log: KafkaCommandLog,
    partitionCount: number,
  ) {
    this.running = Array.from({ length: partitionCount }, (_, index) => this.run(partition(index)));
  }

  more(count: number): Promise<void> {
    const goal = this.count + count;
    return until(`${count} more records were acknowledged`, () => this.count >= goal);
  }

  /** Resolves with the names of the records, by partition and in order. */
  async stop(): Promise<ReadonlyMap<PartitionId, readonly string[]>> {
    this.isStopped = true;
    await Promise.all(this.running);
    return this.names;
  }

  private async run(id: PartitionId): Promise<void> {
    const names: string[] = [];
    this.names.set(id, names);
    while (!this.isStopped) {
      const name = `${id}/${names.length}`;
      await this.log.append(id, named(name));
      names.push(name);
      this.count++;
    }
  }
}
