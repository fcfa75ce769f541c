import { completionMember, instanceOf, type InvocationRow, type JournalCommand } from '@perdure/model';
import { decodeRow } from '@perdure/protocol';
import { decodeMessage, decodeText, type Message } from '../sdk/frames.js';
import { Checker, type ObservedCommit } from './checker.js';

/**
 * Object state is what the journals of its writers say, step by step, and what they read is what was there.
 */
export class StateExact extends Checker {
  readonly name = 'StateExact';
  private readonly rows = new Map<string, InvocationRow>();
  private readonly states = new Map<string, Map<string, string>>();
  /** Keys that lazy reads under way ask for. */
  private readonly reads = new Map<string, string>();

  override onCommit({ partition, changes }: ObservedCommit): void {
    for (const change of changes)
      if (change.table === 'invocation' && change.kind === 'put') this.rows.set(change.group, change.row);
    const touched = new Map<string, Map<string, string>>();
    for (const change of changes) {
      const row = this.rows.get(change.group);
      if (change.table !== 'journal' || row === undefined) continue;
      const instance = writtenBy(row);
      if (instance === undefined) continue;
      const state = this.states.get(instance) ?? new Map<string, string>();
      this.states.set(instance, state);
      if (change.kind === 'put') {
        this.follow(row, state, decodeMessage(change.row.frame));
        touched.set(instance, state);
      }
    }
    for (const change of changes) {
      const row = this.rows.get(change.group);
      if (change.table !== 'invocation' || change.kind === 'put' || row === undefined) continue;
      this.rows.delete(change.group);
      const instance = row.target.handlerKind === 'workflow' ? instanceOf(row.target) : undefined;
      if (instance === undefined) continue;
      this.states.delete(instance);
      touched.set(instance, new Map());
    }
    for (const [instance, state] of touched)
      for (const key of ['x', 'y']) {
        const bytes = this.judge.stored(partition, { table: 'state', group: instance, member: key });
        const found = bytes === undefined ? '' : decodeText(decodeRow('state', bytes));
        const expected = state.get(key) ?? '';
        if (found !== expected) this.fail(`${instance}/${key} is '${found}' and should be '${expected}'`);
      }
  }

  private follow(row: InvocationRow, state: Map<string, string>, message: Message): void {
    if (message.kind === 'command') {
      this.apply(row, state, message.command, message.value);
      return;
    }
    if (message.kind !== 'notification' || message.notification.kind !== 'completion') return;
    const { of, completionId, result } = message.notification;
    const key = this.reads.get(`${row.id}:${completionId}`);
    if (of !== 'get-lazy-state' || key === undefined) return;
    this.compare(row, state, key, result.kind === 'value' ? decodeText(result.value) : '');
  }

  private apply(
    row: InvocationRow,
    state: Map<string, string>,
    command: JournalCommand,
    value: string | undefined,
  ): void {
    if (command.kind === 'set-state') state.set(command.key, decodeText(command.value));
    else if (command.kind === 'clear-state') state.delete(command.key);
    else if (command.kind === 'clear-all-state') state.clear();
    else if (command.kind === 'get-eager-state') this.compare(row, state, command.key, value ?? '');
    else if (command.kind === 'get-lazy-state')
      this.reads.set(`${row.id}:${command.completionId}`, command.key);
  }

  private compare(row: InvocationRow, state: Map<string, string>, key: string, found: string): void {
    const expected = state.get(key) ?? '';
    if (found !== expected) this.fail(`read '${found}' where ${key} is '${expected}'`, row.id);
  }
}

function writtenBy({ target }: InvocationRow): string | undefined {
  const isWriter = target.handlerKind === 'exclusive' || target.handlerKind === 'workflow';
  return isWriter ? instanceOf(target) : undefined;
}

/** A durable promise is completed once, and everybody sees that result. */
export class PromiseOnce extends Checker {
  readonly name = 'PromiseOnce';
  private readonly results = new Map<string, string>();

  override onCommit({ changes }: ObservedCommit): void {
    for (const change of changes) {
      if (change.table !== 'promise') continue;
      if (change.kind !== 'put') {
        for (const name of [...this.results.keys()])
          if (name.startsWith(`${change.group} `)) this.results.delete(name);
        continue;
      }
      const name = `${change.group} ${change.member}`;
      const first = this.results.get(name);
      const result = change.row.result === undefined ? undefined : describe(change.row.result);
      if (first !== undefined && first !== result)
        this.fail(`promise ${name} was ${first} and became ${result ?? 'pending'}`);
      if (result !== undefined) this.results.set(name, result);
    }
  }
}

function describe(result: object): string {
  return JSON.stringify(result, (_key, value: unknown) => value);
}

/** A message between partitions arrives, and takes effect once. */
export class OutboxExactlyOnce extends Checker {
  readonly name = 'OutboxExactlyOnce';
  private readonly forgotten = new Set<string>();
  private readonly received = new Map<string, number>();
  /** Per journal: the named signals and completions it holds. */
  private readonly delivered = new Map<string, Set<string>>();

  override onCommit({ partition, changes }: ObservedCommit): void {
    for (const change of changes) {
      if (change.table === 'invocation') {
        if (change.kind !== 'put') this.forgotten.add(change.group);
        else if (this.forgotten.has(change.group)) this.onSecondLife(change.row);
      } else if (change.table === 'received' && change.kind === 'put') {
        const name = `${partition} ${change.member}`;
        const highest = this.received.get(name) ?? -1;
        if (change.row < highest) this.fail(`p${name} went back from ${highest} to ${change.row}`);
        this.received.set(name, change.row);
      } else if (change.table === 'journal') {
        if (change.kind === 'put') this.onEntry(change.group, decodeMessage(change.row.frame));
        else this.delivered.delete(change.group);
      }
    }
  }

  /** An id that nobody can name twice: neither a key nor a workflow stands behind it. */
  private onSecondLife(row: InvocationRow): void {
    if (row.source.kind !== 'invocation' || row.idempotencyKey !== undefined) return;
    if (row.target.handlerKind !== 'workflow') this.fail('was invoked again after it had completed', row.id);
  }

  private onEntry(id: string, message: Message): void {
    if (message.kind !== 'notification') return;
    const { notification } = message;
    if (notification.kind === 'signal' && notification.signal.kind === 'index') return;
    const name =
      notification.kind === 'completion'
        ? completionMember(notification.completionId)
        : JSON.stringify(notification.signal);
    const delivered = this.delivered.get(id) ?? new Set();
    this.delivered.set(id, delivered);
    if (delivered.has(name)) this.fail(`${name} was delivered twice`, id);
    delivered.add(name);
  }
}
