import type { PartitionId } from '@perdure/model';
import type { LogSubscriber } from '@perdure/ports';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { textOf } from '../client-errors.js';
import type { KafkaClients, LibraryRetry } from '../kafka-clients.js';
import type { Logger } from '../logger.js';
import type { OpenSockets } from '../open-sockets.js';
import type { ConsumeSettings } from '../settings.js';
import { cooperativeAssigner } from './cooperative-assigner.js';
import type { LogRange, LogRanges } from './log-ranges.js';
import { OwnedPartition, type Fetching } from './owned-partition.js';

export interface GroupMemberDeps {
  readonly clients: KafkaClients;
  readonly topic: string;
  readonly ranges: LogRanges;
  readonly logger: Logger;
}

const requestTimeoutMs = 10_000;
/** Offsets are committed for those who watch the group's lag; this node never reads them. */
const commitIntervalMs = 5_000;
/** At the end of a stop: whoever does not get through to the brokers is missed by the group soon enough. */
const leaveMsMax = 5_000;

/**
 * This node's membership in the consumer group that shares the partitions out, kept up through failures.
 *
 * The library's consumer never waits for the subscriber: a partition that is not ready for more is paused, so
 * heartbeats go on and a rebalance is never held up. A consumer that crashed is replaced by a new one. Meanwhile the
 * partitions stay with the subscriber, which has other things to do than to read: if another node takes them over,
 * the store fences this one off.
 */
export class GroupMember implements Fetching {
  private readonly owned = new Map<PartitionId, OwnedPartition>();
  /** Partitions the subscriber has not finished to let go of. */
  private readonly leaving = new Map<PartitionId, Promise<void>>();
  /** Undefined between a crash and the next try. */
  private consumer: Consumer | undefined;
  private sockets: OpenSockets | undefined;
  private memberId: string | undefined;
  private mustRejoin = false;
  private isCommitting = false;
  private restartTimer: NodeJS.Timeout | undefined;
  private readonly commitTimer: NodeJS.Timeout;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly subscriber: LogSubscriber,
    private readonly deps: GroupMemberDeps,
    private readonly settings: Required<ConsumeSettings>,
  ) {
    this.commitTimer = setInterval(() => this.commitPositions(), commitIntervalMs).unref();
    void this.join();
  }

  /** Whether this node is in the group, as far as it knows. */
  get isJoined(): boolean {
    return this.memberId !== undefined && this.consumer !== undefined;
  }

  restart(partition: PartitionId): void {
    this.owned.get(partition)?.restart();
  }

  fetchFrom(partition: PartitionId, offset: number): void {
    // Before the group has formed there is nothing to control; once it has, each partition is asked to fetch again.
    if (!this.isJoined) return;
    this.consumer?.seek({ topic: this.deps.topic, partition, offset: String(offset) });
    this.consumer?.resume([{ topic: this.deps.topic, partitions: [partition] }]);
  }

  pause(partition: PartitionId): void {
    if (this.isJoined) this.consumer?.pause([{ topic: this.deps.topic, partitions: [partition] }]);
  }

  async readRange(partition: PartitionId): Promise<LogRange> {
    const range = (await this.deps.ranges.read()).get(partition);
    if (range === undefined) throw new Error(`The brokers do not know partition ${partition}.`);
    return range;
  }

  /** Lets go of all partitions, then leaves the group: the next owners find them free. */
  close(): Promise<void> {
    this.closing ??= this.leave();
    return this.closing;
  }

  private async leave(): Promise<void> {
    clearTimeout(this.restartTimer);
    clearInterval(this.commitTimer);
    this.commitPositions();
    for (const partition of [...this.owned.keys()]) this.release(partition);
    await Promise.all(this.leaving.values());
    await this.disconnect();
  }

  private async disconnect(): Promise<void> {
    const { consumer, sockets } = this;
    this.consumer = undefined;
    this.memberId = undefined;
    if (consumer === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, leaveMsMax);
    });
    await Promise.race([consumer.disconnect().catch(() => undefined), patience]);
    clearTimeout(timer);
    sockets?.close();
  }

  private async join(): Promise<void> {
    const { topic, clients } = this.deps;
    const { groupId, sessionTimeoutMs, heartbeatIntervalMs, fetchWaitMsMax } = this.settings;
    const retry = retryFor(sessionTimeoutMs);
    const sockets = clients.createSockets();
    const consumer = clients.create({ requestTimeoutMs, retry, sockets }).consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      minBytes: 1,
      maxWaitTimeInMs: fetchWaitMsMax,
      allowAutoTopicCreation: false,
      partitionAssigners: [cooperativeAssigner(() => this.held())],
      retry: { ...retry, restartOnFailure: async () => false },
    });
    this.consumer = consumer;
    this.sockets = sockets;
    consumer.on('consumer.group_join', ({ payload: { memberId, memberAssignment } }) =>
      this.onJoined(memberId, (memberAssignment[topic] ?? []) as PartitionId[]),
    );
    consumer.on('consumer.fetch_start', () => this.rejoinIfDue());
    consumer.on('consumer.crash', ({ payload: { error } }) => this.onCrashed(consumer, error));
    try {
      await consumer.connect();
      if (this.consumer !== consumer) return;
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        // Handing over is synchronous, so one at a time is all there is.
        partitionsConsumedConcurrently: 1,
        eachBatch: async (payload) => this.onBatch(payload),
      });
    } catch (error) {
      this.onCrashed(consumer, error);
    }
  }

  private held(): PartitionId[] {
    return [...new Set([...this.owned.keys(), ...this.leaving.keys()])];
  }

  /** Called before the first fetch of the new generation, and synchronously: nothing is fetched from a wrong place. */
  private onJoined(memberId: string, assigned: readonly PartitionId[]): void {
    if (this.closing !== undefined) return;
    // Under another name than before, this node was missed by the group, and somebody else may have had its partitions.
    const wasMissed = this.memberId !== memberId;
    this.memberId = memberId;
    for (const [partition, owned] of [...this.owned]) {
      if (!assigned.includes(partition)) this.release(partition);
      else if (wasMissed) owned.restart();
      else owned.fetchAgain();
    }
    for (const partition of assigned) if (!this.owned.has(partition)) this.take(partition);
    this.deps.logger.info({ memberId, partitions: assigned.length }, 'joined the group of workers');
  }

  private take(partition: PartitionId): void {
    this.pause(partition);
    const { logger } = this.deps;
    const previous = this.leaving.get(partition);
    this.owned.set(
      partition,
      new OwnedPartition(partition, this.subscriber, this, logger, this.settings.retryMs, previous),
    );
  }

  private release(partition: PartitionId): void {
    const owned = this.owned.get(partition);
    if (owned === undefined) return;
    this.owned.delete(partition);
    const released = owned.release().then(() => {
      if (this.leaving.get(partition) !== released) return;
      this.leaving.delete(partition);
      // What this node no longer holds is free for others, once it says so.
      this.mustRejoin = true;
    });
    this.leaving.set(partition, released);
  }

  /**
   * The library has no way to ask for a rebalance. But it takes any error with this mark for one that is under way, and
   * joins again; the brokers then start one, because this member has something new to say of itself.
   */
  private rejoinIfDue(): void {
    if (!this.mustRejoin || this.closing !== undefined) return;
    this.mustRejoin = false;
    throw Object.assign(new Error('This member has let go of partitions.'), {
      type: 'REBALANCE_IN_PROGRESS',
    });
  }

  private onBatch(payload: EachBatchPayload): void {
    const { batch } = payload;
    if (payload.isStale() || !payload.isRunning() || batch.isEmpty()) return;
    const owned = this.owned.get(batch.partition as PartitionId);
    if (owned?.deliver(batch.messages) === true) payload.resolveOffset(batch.lastOffset());
  }

  private onCrashed(consumer: Consumer, error: unknown): void {
    // A crash is told of, and may make `run` fail as well.
    if (this.consumer !== consumer) return;
    this.deps.logger.warn({ reason: textOf(error) }, 'reading the log failed, trying again');
    void this.disconnect();
    if (this.closing !== undefined) return;
    this.restartTimer = setTimeout(() => void this.join(), this.settings.retryMs).unref();
  }

  private commitPositions(): void {
    const { topic, logger } = this.deps;
    if (!this.isJoined || this.isCommitting) return;
    const offsets = [...this.owned].flatMap(([partition, { position }]) =>
      position === undefined ? [] : [{ topic, partition, offset: String(position) }],
    );
    if (offsets.length === 0) return;
    this.isCommitting = true;
    this.consumer
      ?.commitOffsets(offsets)
      .catch((error: unknown) => logger.debug({ reason: textOf(error) }, 'offsets were not committed'))
      .finally(() => (this.isCommitting = false));
  }
}

/**
 * As long as the library goes on trying, it keeps its place in the group, and brokers that come back find the group as
 * it was. It does so until the place is lost anyway. A consumer that gives up before would have to join as somebody
 * else, and the group would wait for the one that it was until that one's session expires.
 */
function retryFor(sessionTimeoutMs: number): LibraryRetry {
  const maxRetryTime = 1_000;
  const initialRetryTime = 100;
  const stepsToMax = Math.ceil(Math.log2(maxRetryTime / initialRetryTime));
  return { retries: stepsToMax + Math.ceil(sessionTimeoutMs / maxRetryTime), initialRetryTime, maxRetryTime };
}
