import type { Effect, RowChange, Transition } from '@perdure/engine';
import type { LogOffset } from '@perdure/model';
import { invocationKey, type InvocationId, type InvocationRow, type Table } from '@perdure/model';
import type { Mutation } from '@perdure/ports';
import { encodeRow } from '@perdure/protocol';

/** Called when an input's effect is durable, or with the reason why it will not be. */
export type Settle = (error?: unknown) => void;

/**
 * The transitions of many inputs, to be stored by one commit (group commit). Of several changes of one row only the
 * last is written.
 */
export class CommitGroup {
  /** Last change per row, in the order of those last changes. */
  private readonly lastChanges = new Map<string, RowChange>();
  readonly effects: Effect[] = [];
  readonly settles: Settle[] = [];
  appliedOffset: LogOffset | undefined;
  inputCount = 0;

  constructor(readonly number: number) {}

  get isEmpty(): boolean {
    return this.inputCount === 0;
  }

  add(transition: Transition, settle: Settle | undefined): void {
    this.inputCount++;
    for (const change of transition.changes) this.addChange(change);
    this.effects.push(...transition.effects);
    if (settle !== undefined) this.settles.push(settle);
  }

  get changes(): Iterable<RowChange> {
    return this.lastChanges.values();
  }

  /** The invocation as this commit stores it; undefined when it does not, or removes it. */
  invocation(id: InvocationId): InvocationRow | undefined {
    const { table, group, member } = invocationKey(id);
    const change = this.lastChanges.get(rowText(groupText(table, group), member));
    return change?.kind === 'put' && change.table === 'invocation' ? change.row : undefined;
  }

  mutations(): Mutation[] {
    const mutations: Mutation[] = [];
    for (const change of this.lastChanges.values()) mutations.push(mutationOf(change));
    return mutations;
  }

  private addChange(change: RowChange): void {
    const group = groupText(change.table, change.group);
    // What was put into a group before it is dropped stays in the commit: its mutations take effect in order, and looking
    // for it would make a commit of many drops cost the square of their number.
    const key = change.kind === 'drop-group' ? `${group}*drop` : rowText(group, change.member);
    this.lastChanges.delete(key);
    this.lastChanges.set(key, change);
  }
}

/** Group names hold any character, so their length tells where they end. */
function groupText(table: Table, group: string): string {
  return `${table}:${String(group.length)}:${group}:`;
}

function rowText(group: string, member: string): string {
  return `${group}=${member}`;
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
