import type { Message, PartitionMetadata, PartitionerArgs, Producer } from 'kafkajs';
import { answerOf } from '../client-errors.js';
import type { KafkaClients } from '../kafka-clients.js';
import type { OpenSockets } from '../open-sockets.js';
import type { RecordBatch } from './record-batch.js';

export interface LogMessage extends Message {
  readonly partition: number;
  readonly value: Buffer;
}

export type SendOutcome =
  | { readonly kind: 'stored' }
  /** Nothing was sent: the batches have more than one leader. `leaderOf` knows them now. */
  | { readonly kind: 'leaders-differ' }
  /** Send the same batches again. */
  | { readonly kind: 'failed'; readonly mayBeStored: boolean; readonly error: unknown }
  /** The brokers will not take a batch among these, however often it is sent. */
  | { readonly kind: 'refused'; readonly answer: string; readonly error: unknown };

const acksOfAllInSyncReplicas = -1;

/** The sequence of a partition is broken: only another producer can go on. */
const brokenSequences: ReadonlySet<string> = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
]);

const refusals: ReadonlySet<string> = new Set([
  ...brokenSequences,
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
]);

/** Whether an answer means that the producer cannot go on with the partition. */
export function isBrokenSequence(answer: string): boolean {
  return brokenSequences.has(answer);
}

/**
 * An idempotent producer of the library, held so that its idempotence holds. Left to itself the library retries a
 * request that spans several brokers when one of them fails, and then may send records twice under new sequence
 * numbers, or take the answer of one broker for records that have moved to it and were never sent. So here
 *
 * - one call of `send` is one request to one broker: when the batches' leaders differ, nothing is sent;
 * - the library never retries by itself; the caller does, with the same batches;
 * - a partition has one batch at a time, from its first attempt until it is stored or given up.
 */
export class IdempotentProducer {
  /** Leaders with a request out. */
  readonly busyLeaders = new Set<number>();
  /** Batches that were cut for this producer and are not decided. */
  batchCount = 0;
  isRetired = false;
  private readonly producer: Producer;
  private readonly sockets: OpenSockets;
  private metadata: readonly PartitionMetadata[] = [];
  private leaders: ReadonlyMap<number, number> = new Map();
  /** By their first message. */
  private readonly sends = new Map<Message, Send>();
  /** The one whose messages the library is grouping; it groups those of one send in one go. */
  private grouping: Send | undefined;

  constructor(
    clients: KafkaClients,
    private readonly topic: string,
    private readonly requestTimeoutMs: number,
  ) {
    this.sockets = clients.createSockets();
    this.producer = clients.create({ requestTimeoutMs, sockets: this.sockets }).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      // "Not a number" is the only value by which this version (2.2.4) lets an idempotent producer not retry.
      retry: { retries: Number.NaN },
      createPartitioner: () => (args) => this.choosePartition(args),
    });
  }

  connect(): Promise<void> {
    return this.producer.connect();
  }

  /** As of the last send; undefined before it. */
  leaderOf(partition: number): number | undefined {
    return this.leaders.get(partition);
  }

  /** @param batches one at least */
  async send(batches: readonly RecordBatch[]): Promise<SendOutcome> {
    const messages = batches.flatMap((batch) => batch.messages);
    const first = messages[0] as Message;
    const send: Send = { leader: undefined, haveLeadersDiffered: false };
    this.sends.set(first, send);
    const mayHaveReachedBroker = this.sockets.watch();
    try {
      const answers = await this.producer.send({
        topic: this.topic,
        messages,
        acks: acksOfAllInSyncReplicas,
        timeout: this.requestTimeoutMs,
      });
      const answered = new Set(answers.map(({ partition }) => partition));
      if (batches.every(({ partition }) => answered.has(partition))) return { kind: 'stored' };
      return { kind: 'failed', mayBeStored: true, error: new Error('The answer leaves out a partition.') };
    } catch (error) {
      if (send.haveLeadersDiffered) return { kind: 'leaders-differ' };
      const answer = answerOf(error);
      if (answer !== undefined && refusals.has(answer)) return { kind: 'refused', answer, error };
      return { kind: 'failed', mayBeStored: mayHaveReachedBroker(), error };
    } finally {
      this.sends.delete(first);
    }
  }

  /** Takes no new batches, and disconnects once those it has are decided. */
  retire(): void {
    this.isRetired = true;
    this.disconnectIfDone();
  }

  release(): void {
    this.batchCount--;
    this.disconnectIfDone();
  }

  private disconnectIfDone(): void {
    if (this.isRetired && this.batchCount === 0) void this.producer.disconnect().catch(() => undefined);
  }

  /** The library asks this for each message of a send, and with the metadata by which it will send. */
  private choosePartition({ message, partitionMetadata }: PartitionerArgs): number {
    const { partition } = message as LogMessage;
    if (partitionMetadata !== this.metadata) {
      this.metadata = partitionMetadata;
      this.leaders = new Map(partitionMetadata.map(({ partitionId, leader }) => [partitionId, leader]));
    }
    this.grouping = this.sends.get(message) ?? this.grouping;
    const leader = this.leaders.get(partition);
    if (this.grouping !== undefined && leader !== (this.grouping.leader ??= leader)) {
      this.grouping.haveLeadersDiffered = true;
      throw new LeadersDiffer();
    }
    return partition;
  }
}

interface Send {
  leader: number | undefined;
  haveLeadersDiffered: boolean;
}

/** The library throws an error with this mark on to the caller. */
class LeadersDiffer extends Error {
  readonly retriable = false;
}
