import type { Effect, RowChange } from '@perdure/engine';
import type { LogOffset } from '@perdure/model';
import { invocationKey, type InvocationId, type InvocationRow } from '@perdure/model';
import type { Mutation } from '@perdure/ports';
import { encodeRow } from '@perdure/protocol';

/** Called when an input's effect is durable, or with the reason why it will not be. */
export type Settle = (error?: unknown) => void;

/** The transitions of many inputs, to be stored by one commit (group commit). */
export class CommitGroup {
  /** Of several changes of one row only the last one. */
  readonly changes: RowChange[] = [];
  readonly effects: Effect[] = [];
  readonly settles: Settle[] = [];
  appliedOffset: LogOffset | undefined;
  inputCount = 0;
  private readonly invocations = new Map<string, InvocationRow>();

  constructor(readonly number: number) {}

  get isEmpty(): boolean {
    return this.inputCount === 0;
  }

  /** An input that was applied; its changes are listed by {@link append} and {@link replace}. */
  add(effects: readonly Effect[], settle: Settle | undefined): void {
    this.inputCount++;
    for (const effect of effects) this.effects.push(effect);
    if (settle !== undefined) this.settles.push(settle);
  }

  /** Returns the position of the change. */
  append(change: RowChange): number {
    this.note(change);
    return this.changes.push(change) - 1;
  }

  /** Of a row that changes again. */
  replace(position: number, change: RowChange): void {
    this.note(change);
    this.changes[position] = change;
  }

  /** The invocation as this commit stores it; undefined when it does not, or removes it. */
  invocation(id: InvocationId): InvocationRow | undefined {
    return this.invocations.get(invocationKey(id).group);
  }

  mutations(): Mutation[] {
    return this.changes.map(mutationOf);
  }

  private note(change: RowChange): void {
    if (change.table !== 'invocation') return;
    if (change.kind === 'put') this.invocations.set(change.group, change.row);
    else this.invocations.delete(change.group);
  }
}

function mutationOf(change: RowChange): Mutation {
  const { table, group } = change;
  switch (change.kind) {
    case 'put':
      return {
        kind: 'put',
        key: { table, group, member: change.member },
        value: encodeRow(change.table, change.row),
      };
    case 'delete':
      return { kind: 'delete', key: { table, group, member: change.member } };
    case 'drop-group':
      return { kind: 'drop-group', table, group };
  }
}
