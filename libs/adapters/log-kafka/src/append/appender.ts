import { setTimeout as delay } from 'node:timers/promises';
import type { PartitionId } from '@perdure/model';
import { logUnavailable, outcomeUnknown, overloaded, tooLarge } from '../errors.js';
import type { Logger } from '../logger.js';
import { AppendQueue } from './append-queue.js';
import { Availability } from './availability.js';
import { isBrokenSequence, type IdempotentProducer, type SendOutcome } from './idempotent-producer.js';
import type { PendingAppend, RecordBatch } from './record-batch.js';

export interface AppenderSettings {
  readonly partitionCount: number;
  readonly recordBytesMax: number;
  readonly deliveryTimeoutMs: number;
  readonly waitingRecordsMax: number;
  readonly waitingBytesMax: number;
}

const requestBytesMax = 16 * 2 ** 20;
const retryMs = 100;
const reconnectMs = 500;
const deadlineCheckMs = 100;
/** Before the first send nobody knows who leads what. */
const unknownLeader = -1;

/**
 * Appends records to the topic. Each broker has one request out at a time, with a batch for every partition that it
 * leads and that has records waiting; what is appended meanwhile makes up the next one.
 *
 * A batch that fails is sent again, unchanged, until its deadline. Then it is rejected: with `LOG_UNAVAILABLE` if
 * certainly no broker has seen it, with `LOG_OUTCOME_UNKNOWN` otherwise; and a new producer takes over, since the old
 * one's sequence now has a gap or has none, nobody knows. Once the log has been away for as long as an append may
 * take, appends are refused at once, until a new producer has connected.
 */
export class Appender {
  private readonly queues: readonly AppendQueue[];
  private waitingBytes = 0;
  private producer: IdempotentProducer | undefined;
  private readonly availability: Availability;
  private isScheduled = false;
  private isResting = false;
  private isClosed = false;
  private readonly deadlineTimer: NodeJS.Timeout;
  private readonly idleWaiters: Array<() => void> = [];

  constructor(
    private readonly createProducer: () => IdempotentProducer,
    private readonly settings: AppenderSettings,
    private readonly logger: Logger,
  ) {
    this.availability = new Availability(logger);
    this.queues = Array.from(
      { length: settings.partitionCount },
      (_, index) => new AppendQueue(index as PartitionId),
    );
    this.deadlineTimer = setInterval(() => this.rejectOverdue(), deadlineCheckMs).unref();
    void this.connect();
  }

  /** False while no broker takes records, as far as this node has noticed. */
  get isAvailable(): boolean {
    return this.producer !== undefined && !this.availability.isAway;
  }

  append(partition: PartitionId, value: Buffer): Promise<void> {
    const queue = this.queues[partition] as AppendQueue;
    const { recordBytesMax, deliveryTimeoutMs } = this.settings;
    const nowMs = performance.now();
    if (this.isClosed) return Promise.reject(logUnavailable('this node is stopping'));
    if (value.length > recordBytesMax)
      return Promise.reject(tooLarge(partition, value.length, recordBytesMax));
    if (this.availability.hasBeenAwayFor(deliveryTimeoutMs, nowMs))
      return Promise.reject(logUnavailable('no broker answers', this.availability.lastFailure));
    const bound = this.exceededBound(queue, value);
    if (bound !== undefined) return Promise.reject(overloaded(partition, bound));
    return new Promise((resolve, reject) => {
      this.waitingBytes += value.length;
      queue.push({ value, deadlineMs: nowMs + deliveryTimeoutMs, resolve, reject });
      this.schedule();
    });
  }

  /** Takes nothing more, and resolves when all that was taken is decided. */
  async close(): Promise<void> {
    this.isClosed = true;
    while (!this.isIdle) await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
    clearInterval(this.deadlineTimer);
    this.producer?.retire();
  }

  private get isIdle(): boolean {
    return this.queues.every(({ batch, waitingCount }) => batch === undefined && waitingCount === 0);
  }

  private exceededBound(queue: AppendQueue, value: Buffer): string | undefined {
    const { waitingRecordsMax, waitingBytesMax } = this.settings;
    if (queue.waitingCount >= waitingRecordsMax) return `there would be more than ${waitingRecordsMax}`;
    if (this.waitingBytes + value.length > waitingBytesMax)
      return `all partitions would have more than ${waitingBytesMax} bytes`;
    return undefined;
  }

  /** Tries until a producer is connected: while the brokers are away, this is also what notices their return. */
  private async connect(): Promise<void> {
    while (!(this.isClosed && this.isIdle)) {
      const producer = this.createProducer();
      try {
        await producer.connect();
        if (this.isClosed && this.isIdle) {
          producer.retire();
          return;
        }
        this.producer = producer;
        this.availability.noteConnected();
        this.schedule();
        return;
      } catch (error) {
        producer.retire();
        this.availability.noteFailure(error);
        await delay(reconnectMs, undefined, { ref: false });
      }
    }
  }

  /** The producer finishes what it has; what is cut from now on goes to another one. */
  private replace(producer: IdempotentProducer): void {
    producer.retire();
    if (this.producer !== producer) return;
    this.producer = undefined;
    void this.connect();
  }

  /** After the poll phase: what all sockets brought in this turn of the event loop goes into one request. */
  private schedule(): void {
    if (this.isScheduled || this.isResting) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      if (!this.isResting) this.sendWaiting();
    });
  }

  private sendWaiting(): void {
    const requests = new Map<IdempotentProducer, Map<number, RecordBatch[]>>();
    for (const queue of this.queues) {
      const batch = this.batchToSend(queue);
      if (batch === undefined) continue;
      const leader = batch.producer.leaderOf(queue.partition) ?? unknownLeader;
      const byLeader = requests.get(batch.producer) ?? new Map<number, RecordBatch[]>();
      requests.set(batch.producer, byLeader);
      const request = byLeader.get(leader) ?? [];
      byLeader.set(leader, request);
      if (hasRoom(request, batch)) request.push(batch);
    }
    for (const [producer, byLeader] of requests)
      for (const [leader, batches] of byLeader) void this.send(producer, leader, batches);
  }

  /** None while the partition or its leader has a request out: what waits goes into the next one. */
  private batchToSend(queue: AppendQueue): RecordBatch | undefined {
    const producer = queue.batch?.producer ?? this.producer;
    if (producer === undefined || queue.batch?.isInFlight === true) return undefined;
    if (producer.busyLeaders.has(producer.leaderOf(queue.partition) ?? unknownLeader)) return undefined;
    return queue.nextBatch(producer);
  }

  private async send(
    producer: IdempotentProducer,
    leader: number,
    batches: readonly RecordBatch[],
  ): Promise<void> {
    producer.busyLeaders.add(leader);
    for (const batch of batches) batch.isInFlight = true;
    const outcome = await producer.send(batches);
    producer.busyLeaders.delete(leader);
    for (const batch of batches) batch.isInFlight = false;
    this.take(
      outcome,
      batches.filter(({ isSettled }) => !isSettled),
    );
    this.schedule();
  }

  private take(outcome: SendOutcome, batches: readonly RecordBatch[]): void {
    switch (outcome.kind) {
      case 'stored':
        this.availability.noteStored();
        for (const batch of batches) this.settle(batch);
        return;
      case 'leaders-differ':
        return;
      case 'failed':
        for (const batch of batches) batch.mayBeStored ||= outcome.mayBeStored;
        this.availability.noteFailure(outcome.error);
        this.rest();
        return;
      case 'refused':
        this.isolate(batches, outcome.answer, outcome.error);
    }
  }

  /** A request was refused for good: each batch goes alone from now on, and one that is refused alone is to blame. */
  private isolate(batches: readonly RecordBatch[], answer: string, error: unknown): void {
    const [batch] = batches;
    if (batch?.isAlone !== true) {
      for (const each of batches) each.isAlone = true;
      return;
    }
    this.logger.warn({ partitionId: batch.partition, answer }, 'the log refused records');
    if (!isBrokenSequence(answer)) {
      const why = logUnavailable(`it answers ${answer}`, error);
      this.settle(batch, batch.mayBeStored ? outcomeUnknown(batch.partition, error) : why);
      return;
    }
    this.replace(batch.producer);
    if (batch.mayBeStored) this.settle(batch, outcomeUnknown(batch.partition, error));
    else this.sendByAnother(batch);
  }

  /** No attempt was stored, so the records are new to any other producer. */
  private sendByAnother(batch: RecordBatch): void {
    (this.queues[batch.partition] as AppendQueue).putBack(batch);
    batch.producer.release();
  }

  private settle(batch: RecordBatch, error?: unknown): void {
    const queue = this.queues[batch.partition] as AppendQueue;
    queue.batch = undefined;
    this.waitingBytes -= batch.bytes;
    batch.producer.release();
    if (error === undefined) batch.resolve();
    else batch.reject(error);
    this.wakeIfIdle();
  }

  private rejectOverdue(): void {
    const nowMs = performance.now();
    for (const queue of this.queues) {
      const { batch } = queue;
      if (batch !== undefined && batch.deadlineMs <= nowMs) this.giveUp(batch);
      const overdue = queue.takeOverdue(nowMs);
      if (overdue.length > 0) this.refuse(overdue);
    }
  }

  private giveUp(batch: RecordBatch): void {
    this.availability.noteOverdue(batch.deadlineMs - this.settings.deliveryTimeoutMs);
    // A batch that goes alone was in a request of which others may have been taken.
    const isUndecided = batch.isInFlight || batch.mayBeStored || batch.isAlone;
    this.replace(batch.producer);
    this.settle(
      batch,
      isUndecided
        ? outcomeUnknown(batch.partition, this.availability.lastFailure)
        : logUnavailable('no broker answers', this.availability.lastFailure),
    );
  }

  private refuse(appends: readonly PendingAppend[]): void {
    for (const { value, reject } of appends) {
      this.waitingBytes -= value.length;
      reject(logUnavailable('it does not take them fast enough', this.availability.lastFailure));
    }
    this.wakeIfIdle();
  }

  private wakeIfIdle(): void {
    if (this.idleWaiters.length === 0 || !this.isIdle) return;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }

  private rest(): void {
    this.isResting = true;
    setTimeout(() => {
      this.isResting = false;
      this.schedule();
    }, retryMs).unref();
  }
}

function hasRoom(request: readonly RecordBatch[], batch: RecordBatch): boolean {
  if (request.length === 0) return true;
  if (batch.isAlone || request[0]?.isAlone === true) return false;
  return request.reduce((sum, { bytes }) => sum + bytes, batch.bytes) <= requestBytesMax;
}
