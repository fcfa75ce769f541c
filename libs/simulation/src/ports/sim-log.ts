import { PerdureError, type LogOffset, type PartitionId, type PartitionRecord } from '@perdure/model';
import type { CommandLog } from '@perdure/ports';
import type { Faults } from '../kernel/faults.js';
import type { Random } from '../kernel/random.js';
import type { Scheduler } from '../kernel/scheduler.js';
import type { SimProcess } from '../kernel/sim-process.js';
import type { Trace } from '../kernel/trace.js';
import { Assignment, type LogMember, type LogRecord, type PartitionRecords } from './assignment.js';

interface Partition extends PartitionRecords {
  assignment: Assignment | undefined;
}

export interface LogOptions {
  readonly partitionCount: number;
  /**
   * As in a single process: nothing is durable but what its owner committed, and `append` resolves by that. What was not
   * committed when the owner died is gone.
   */
  readonly isFused: boolean;
}

/**
 * A log shared by all nodes, with the coordinator that hands out its partitions. Records are durable once appended;
 * all else is as unreliable as the port allows: answers get lost, an append of unknown outcome may arrive seconds later,
 * a partition moves to another node while the last owner still works on it.
 */
export class SimLog {
  private readonly partitions: readonly Partition[];
  private readonly members = new Set<LogMember>();
  /** The coordinator's messages to one process arrive in order. */
  private readonly busyUntilUs = new Map<SimProcess, number>();

  constructor(
    private readonly options: LogOptions,
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly faults: Faults,
    private readonly trace: Trace,
  ) {
    this.partitions = Array.from({ length: options.partitionCount }, (_, index) => ({
      partition: index as PartitionId,
      records: [],
      assignment: undefined,
    }));
  }

  /** The log as one process sees it. Owners are made known by {@link join}, not by subscribing. */
  connect(process: SimProcess): CommandLog {
    return {
      append: (partition, record) =>
        process.request(this.delayUs(), this.random.between(50, 1500), () => this.append(partition, record)),
      subscribe: async () => undefined,
      close: async () => undefined,
    };
  }

  /** A node that can own partitions. It gets its share. */
  join(member: LogMember): void {
    this.members.add(member);
    for (const { partition, assignment } of this.partitions)
      if (assignment === undefined) this.assign(partition);
    const share = Math.floor(this.partitions.length / this.members.size);
    for (let moved = 0; moved < share; moved++) this.move(member);
  }

  /** The node is dead, or not heard of for too long: others get its partitions, without asking it. */
  leave(member: LogMember): void {
    if (!this.members.delete(member)) return;
    for (const each of this.partitions) if (each.assignment?.member === member) this.reassign(each.partition);
  }

  /** Moves a partition to the member, or to anybody. */
  move(to?: LogMember): void {
    const { partition } = this.at(this.random.between(0, this.partitions.length - 1) as PartitionId);
    this.reassign(partition, to);
  }

  /** The owner stopped on its own. */
  stopped(partition: PartitionId, member: LogMember): void {
    const { assignment } = this.at(partition);
    if (assignment?.member !== member) return;
    this.scheduler.after(this.random.between(1000, 300_000), () => {
      if (this.at(partition).assignment === assignment) this.reassign(partition);
    });
  }

  /** Whether nothing follows this offset. */
  isApplied(partition: PartitionId, appliedOffset: LogOffset | undefined): boolean {
    return (appliedOffset ?? 0) >= this.at(partition).records.length;
  }

  private async append(partition: PartitionId, record: PartitionRecord): Promise<void> {
    if (this.faults.happens('logRefuses'))
      throw new PerdureError('LOG_UNAVAILABLE', 'The log refuses appends.', { retryable: true });
    if (this.faults.happens('logAppendsLater')) {
      this.scheduler.after(this.random.between(10_000, 3_000_000), () => this.add(partition, record));
      throw new Error('the append timed out');
    }
    if (this.options.isFused)
      await new Promise<void>((resolve, reject) => {
        this.add(partition, record, (error) => {
          if (error === undefined) resolve();
          else reject(error instanceof Error ? error : new Error('not applied', { cause: error }));
        });
      });
    else this.add(partition, record);
    if (this.faults.happens('logLosesAnswer')) throw new Error('the answer to the append was lost');
  }

  private add(partition: PartitionId, record: PartitionRecord, settle?: LogRecord['settle']): void {
    const { records, assignment } = this.at(partition);
    records.push({ record, ...(settle !== undefined && { settle }) });
    assignment?.pump();
  }

  private reassign(partition: PartitionId, to?: LogMember): void {
    const { assignment } = this.at(partition);
    if (to !== undefined && assignment?.member === to) return;
    this.at(partition).assignment = undefined;
    if (assignment !== undefined) {
      assignment.end();
      const lateUs = this.faults.happens('revocationIsLate') ? this.random.between(20_000, 2_000_000) : 0;
      this.tell(assignment.member.process, () => assignment.revoke(), lateUs);
    }
    this.assign(partition, to);
  }

  private assign(partition: PartitionId, to?: LogMember): void {
    const member = to ?? this.random.pick([...this.members]);
    if (member === undefined) return; // The next node that joins gets it.
    this.trace.note(`log     p${partition} goes to ${member.process.name}`);
    const { records } = this.at(partition);
    const assignment = new Assignment(
      member,
      this.at(partition),
      this.random,
      (applied) => {
        if (!this.options.isFused) return;
        // Also who waits for what was committed is not told any more; most of them know already.
        for (const { settle } of records) settle?.(new Error('the owner died'));
        records.length = applied;
      },
      () => this.stopped(partition, member),
    );
    this.at(partition).assignment = assignment;
    this.tell(member.process, () => assignment.begin());
  }

  private tell(process: SimProcess, run: () => void, lateUs = 0): void {
    const nowUs = this.scheduler.elapsedUs;
    const soonUs = nowUs + lateUs + this.random.between(100, 20_000);
    const dueUs = Math.max(soonUs, this.busyUntilUs.get(process) ?? 0);
    this.busyUntilUs.set(process, dueUs + 1);
    process.after(dueUs - nowUs, run);
  }

  private delayUs(): number {
    return this.faults.happens('logIsSlow')
      ? this.random.between(10_000, 1_000_000)
      : this.random.between(50, 2000);
  }

  private at(partition: PartitionId): Partition {
    const found = this.partitions[partition];
    if (found === undefined) throw new RangeError(`there is no partition ${partition}`);
    return found;
  }
}
