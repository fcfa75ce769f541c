import type {
  InvocationId,
  InvocationRow,
  InvokeCommand,
  NodeMessage,
  PartitionCommand,
  PartitionId,
  PartitionRecord,
  Reply,
  ReplyTo,
  Result,
  RowKey,
} from '@perdure/model';
import type { Clock, CommandLog, OutputNotifier, StateReader } from '@perdure/ports';
import { encodeRow } from '@perdure/protocol';

/**
 * A partition owner reduced to what the ingress sees of one: it accepts each id once, knows rows, answers, and
 * completes what tests tell it to. `isSilent` makes every message get lost, `refusal` makes appends fail.
 */
export class FakeOwner implements CommandLog, StateReader, OutputNotifier {
  readonly commands: PartitionCommand[] = [];
  /** Rows that were read. */
  readCount = 0;
  isSilent = false;
  refusal: Error | undefined;
  /** Completes every new invocation at once with what it returns. */
  autoComplete: ((invoke: InvokeCommand) => Result) | undefined;
  private readonly rows = new Map<string, InvocationRow>();
  private readonly nodes = new Map<string, (message: NodeMessage) => void>();
  private readonly gapListeners = new Set<() => void>();
  private appended: Array<() => void> = [];

  constructor(private readonly clock: Clock) {}

  get invocations(): InvokeCommand[] {
    return this.commands.filter((command) => command.kind === 'invoke');
  }

  /** Resolves when the owner has seen so many commands. */
  async hasSeen(count: number): Promise<void> {
    while (this.commands.length < count) await new Promise<void>((resolve) => this.appended.push(resolve));
  }

  async append(_partition: PartitionId, { command }: PartitionRecord): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal;
    this.commands.push(command);
    if (command.kind === 'invoke') this.invoke(command);
    if (command.kind === 'attach') this.attach(command.invocationId, command.replyTo);
    for (const resolve of this.appended.splice(0)) resolve();
  }

  complete(id: InvocationId, result: Result): void {
    const row = this.rows.get(id) as InvocationRow;
    const nowMs = this.clock.nowMs();
    this.rows.set(id, { ...row, status: 'completed', result, completedAtMs: nowMs, modifiedAtMs: nowMs });
    this.notify('n1', { kind: 'invocation-completed', invocationId: id, result });
  }

  forget(id: InvocationId): void {
    this.rows.delete(id);
  }

  async get(_partition: PartitionId, { table, group }: RowKey): Promise<Uint8Array | undefined> {
    this.readCount++;
    const row = table === 'invocation' ? this.rows.get(group) : undefined;
    return row === undefined ? undefined : encodeRow('invocation', row);
  }

  getMany(partition: PartitionId, keys: readonly RowKey[]): Promise<Array<Uint8Array | undefined>> {
    return Promise.all(keys.map((key) => this.get(partition, key)));
  }

  scan = async (): Promise<[]> => [];
  close = async (): Promise<void> => undefined;

  subscribe(subscriber: unknown): Promise<void>;
  subscribe(nodeId: string, onMessage: (message: NodeMessage) => void, onGap?: () => void): () => void;
  subscribe(
    node: unknown,
    onMessage?: (message: NodeMessage) => void,
    onGap?: () => void,
  ): Promise<void> | (() => void) {
    if (typeof node !== 'string' || onMessage === undefined) return Promise.resolve();
    this.nodes.set(node, onMessage);
    if (onGap !== undefined) this.gapListeners.add(onGap);
    return () => this.nodes.delete(node);
  }

  notify(nodeId: string, message: NodeMessage): void {
    if (!this.isSilent) this.nodes.get(nodeId)?.(message);
  }

  /** The connection is back over which messages were lost. */
  endGap(): void {
    for (const onGap of this.gapListeners) onGap();
  }

  private invoke(command: InvokeCommand): void {
    const known = this.rows.get(command.invocationId);
    if (known !== undefined) {
      this.reply(command.replyTo, replyToDuplicate(command, known));
      return;
    }
    this.rows.set(command.invocationId, rowOf(command, this.clock.nowMs()));
    const { executeAtMs } = command;
    this.reply(command.replyTo, { kind: 'accepted', ...(executeAtMs === undefined ? {} : { executeAtMs }) });
    if (this.autoComplete !== undefined) this.complete(command.invocationId, this.autoComplete(command));
  }

  private attach(id: InvocationId, replyTo: ReplyTo | undefined): void {
    const row = this.rows.get(id);
    this.reply(replyTo, row === undefined ? { kind: 'not-found' } : { kind: 'attached' });
  }

  private reply(replyTo: ReplyTo | undefined, reply: Reply): void {
    if (replyTo !== undefined)
      this.notify(replyTo.nodeId, { kind: 'reply', requestId: replyTo.requestId, reply });
  }
}

function replyToDuplicate(command: InvokeCommand, row: InvocationRow): Reply {
  if (command.listener !== undefined && row.target.handlerKind === 'workflow') {
    return { kind: 'workflow-already-invoked' };
  }
  if (command.listener !== undefined && row.result !== undefined) {
    const expiresAtMs = (row.completedAtMs ?? 0) + row.retention.completionMs;
    return { kind: 'completed', result: row.result, expiresAtMs };
  }
  const { executeAtMs } = row;
  return { kind: 'previously-accepted', ...(executeAtMs === undefined ? {} : { executeAtMs }) };
}

function rowOf(command: InvokeCommand, nowMs: number): InvocationRow {
  const { invocationId: id, target, source, retention, idempotencyKey, executeAtMs, replyTo } = command;
  return {
    id,
    status: executeAtMs === undefined ? 'invoked' : 'scheduled',
    target,
    source,
    retention,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(executeAtMs === undefined ? {} : { executeAtMs }),
    ...(replyTo === undefined ? {} : { createdByRequestId: replyTo.requestId }),
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    journalLength: 1,
    commandCount: 1,
    attempt: 1,
    attemptJournalLength: 1,
    failedAttempts: 0,
    failedAttemptsSinceLastEntry: 0,
    lastEntryAtMs: nowMs,
    listeners: [],
  };
}
