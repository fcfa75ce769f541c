import {
  type Epoch,
  invocationKey,
  partitionOf,
  PerdureError,
  RuleBook,
  single,
  type InvocationId,
  type InvocationRow,
  type NodeMessage,
  type PartitionCommand,
  type PartitionId,
  type Reply,
  type ReplyTo,
  type RowKey,
  type RowTypes,
  type Table,
  indexMember,
} from '@perdure/model';
import type { Effect } from './effect.js';
import type { JournalCodec } from './journal-codec.js';
import { nextOutboxNumber } from './outbox-number.js';
import { RowChanges } from './row-changes.js';
import type { Transition } from './transition.js';
import type { PartitionView } from './view.js';

/** What the engine knows besides rows: fixed for the life of the partition's owner. */
export interface EngineContext {
  readonly codec: JournalCodec;
  readonly partition: PartitionId;
  readonly partitionCount: number;
}

/**
 * One application of one input: reads see the view and what this transaction wrote, writes are collected. Whatever the
 * engine does goes through here, so a transition that throws leaves no trace.
 */
export class Transaction implements PartitionView {
  private readonly changes = new RowChanges();
  private readonly effects: Effect[] = [];
  private readonly local: PartitionCommand[] = [];
  private readonly freedCounters: string[] = [];

  constructor(
    private readonly view: PartitionView,
    readonly nowMs: number,
    readonly epoch: Epoch,
    readonly context: EngineContext,
    readonly rules: RuleBook = RuleBook.empty,
  ) {}

  get<T extends Table>(table: T, group: string, member: string): RowTypes[T] | undefined {
    const change = this.changes.lastOf(table, group, member);
    if (change === undefined) return this.view.get(table, group, member);
    return change.kind === 'put' ? (change.row as RowTypes[T]) : undefined;
  }

  scan<T extends Table>(table: T, group: string): ReadonlyArray<readonly [member: string, row: RowTypes[T]]> {
    const own = this.changes.list.filter((change) => change.table === table && change.group === group);
    const isDropped = own.some(({ kind }) => kind === 'drop-group');
    const rows = new Map<string, RowTypes[T]>(isDropped ? [] : this.view.scan(table, group));
    for (const change of own) {
      if (change.kind === 'put') rows.set(change.member, change.row as RowTypes[T]);
      else if (change.kind === 'delete') rows.delete(change.member);
      else rows.clear();
    }
    return [...rows].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  prefetch(keys: readonly RowKey[]): void {
    const isUnknown = ({ table, group, member }: RowKey) =>
      this.changes.lastOf(table, group, member) === undefined;
    this.view.prefetch(keys.filter(isUnknown));
  }

  put<T extends Table>(table: T, group: string, member: string, row: RowTypes[T]): void {
    this.changes.put(table, group, member, row);
  }

  delete(table: Table, group: string, member: string): void {
    this.changes.delete(table, group, member);
  }

  dropGroup(table: Table, group: string): void {
    this.changes.dropGroup(table, group);
  }

  effect(effect: Effect): void {
    this.effects.push(effect);
  }

  invocation(id: InvocationId): InvocationRow | undefined {
    return this.get('invocation', id, single);
  }

  /** For callers that know it exists; anything else is our mistake. */
  requireInvocation(id: InvocationId): InvocationRow {
    const row = this.invocation(id);
    if (row === undefined) throw new PerdureError('INVARIANT_VIOLATED', `invocation ${id} has no row`);
    return row;
  }

  /** Stores the row with a new modification time and returns what was stored. */
  save(row: InvocationRow): InvocationRow {
    const saved = row.modifiedAtMs === this.nowMs ? row : { ...row, modifiedAtMs: this.nowMs };
    const { table, group, member } = invocationKey(row.id);
    this.put(table, group, member, saved);
    return saved;
  }

  /** Commands for this partition, to be applied in this very transaction once what brought them about is through. */
  get deliveries(): Iterable<PartitionCommand> {
    return this.local;
  }

  /**
   * Hands the command to the partition that owns the invocation. Here, too, it waits for its turn: whoever delivers
   * never finds its rows changed under its hands, and chains of any length need no stack.
   */
  deliver(invocationId: InvocationId, command: PartitionCommand): void {
    const { context } = this;
    const partition = partitionOf(invocationId, context.partitionCount);
    if (partition === context.partition) {
      this.local.push(command);
      return;
    }
    const number = this.takeOutboxNumber();
    this.put('outbox', single, indexMember(number), { partition, command });
    this.effect({ kind: 'send', partition, command, outboxNumber: number });
  }

  private takeOutboxNumber(): number {
    const number = nextOutboxNumber(this.get('counters', single, single), this.epoch);
    this.put('counters', single, single, { nextOutboxNumber: number + 1 });
    return number;
  }

  /** Counters with free slots somebody waits for: given away last, in this very transaction. */
  get countersWithFreeSlots(): Iterable<string> {
    return this.freedCounters;
  }

  /**
   * Not at once: whoever frees a slot is in the middle of something. Those who come meanwhile find a line and stand at
   * its end.
   */
  giveAwaySlots(counter: string): void {
    this.freedCounters.push(counter);
  }

  notifyNode(nodeId: string, message: NodeMessage): void {
    this.effect({ kind: 'notify-node', nodeId, message });
  }

  reply(to: ReplyTo | undefined, reply: Reply): void {
    if (to !== undefined) this.notifyNode(to.nodeId, { kind: 'reply', requestId: to.requestId, reply });
  }

  finish(): Transition {
    return { changes: this.changes.list, effects: this.effects };
  }
}
