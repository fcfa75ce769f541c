import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KafkaClients } from '../kafka-clients.js';

/** The offsets of one partition that the log has. */
export interface LogRange {
  /** Of the oldest record that is kept. */
  readonly first: number;
  /** That the next record will get; equal to `first` when the log is empty. */
  readonly next: number;
}

/** Asks the brokers for the ranges of all partitions, once for all who ask in the same turn of the event loop. */
export class LogRanges {
  private upcoming: Promise<ReadonlyMap<number, LogRange>> | undefined;

  constructor(
    private readonly clients: KafkaClients,
    private readonly topic: string,
  ) {}

  read(): Promise<ReadonlyMap<number, LogRange>> {
    this.upcoming ??= this.readNextTurn();
    return this.upcoming;
  }

  private async readNextTurn(): Promise<ReadonlyMap<number, LogRange>> {
    await nextTurn();
    // Whoever asks from now on may know of records that this answer will not count.
    this.upcoming = undefined;
    const offsets = await this.clients.withAdmin((admin) => admin.fetchTopicOffsets(this.topic));
    return new Map(
      offsets.map(({ partition, low, high }) => [partition, { first: Number(low), next: Number(high) }]),
    );
  }
}
