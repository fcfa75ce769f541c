import { instanceOf, type InvocationRow } from '@perdure/model';
import { Checker, type ObservedCommit } from './checker.js';

function exclusiveInstance(row: InvocationRow): string | undefined {
  return row.target.handlerKind === 'exclusive' ? instanceOf(row.target) : undefined;
}

/** At most one exclusive handler of an object is between its start and its end. */
export class ExclusiveKey extends Checker {
  readonly name = 'ExclusiveKey';
  private readonly holders = new Map<string, Set<string>>();

  override onCommit({ changes }: ObservedCommit): void {
    const touched = new Set<string>();
    for (const change of changes) {
      if (change.table !== 'invocation') continue;
      for (const holders of this.holders.values()) holders.delete(change.group);
      const instance = change.kind === 'put' ? exclusiveInstance(change.row) : undefined;
      if (change.kind !== 'put' || instance === undefined) continue;
      const { status } = change.row;
      if (status === 'scheduled' || status === 'inboxed' || status === 'completed') continue;
      const holders = this.holders.get(instance) ?? new Set();
      this.holders.set(instance, holders.add(change.group));
      touched.add(instance);
    }
    for (const instance of touched) {
      const holders = [...(this.holders.get(instance) ?? [])];
      if (holders.length > 1) this.fail(`${instance} is held by ${holders.join(' and ')}`, holders[0]);
    }
  }
}

/** Who waits for an object gets it in the order of arrival. */
export class InboxOrder extends Checker {
  readonly name = 'InboxOrder';
  private readonly waiting = new Map<string, Map<string, number>>();

  override onCommit({ changes }: ObservedCommit): void {
    const arrived: Array<readonly [instance: string, id: string, position: number]> = [];
    const started: Array<readonly [instance: string, id: string, position: number]> = [];
    for (const change of changes) {
      if (change.table !== 'invocation') continue;
      if (change.kind !== 'put') {
        for (const ids of this.waiting.values()) ids.delete(change.group);
        continue;
      }
      const instance = exclusiveInstance(change.row);
      if (instance === undefined) continue;
      const { status, inboxPosition } = change.row;
      const position = this.waiting.get(instance)?.get(change.group);
      if (status === 'inboxed' && inboxPosition !== undefined)
        arrived.push([instance, change.group, inboxPosition]);
      else if (position !== undefined) started.push([instance, change.group, position]);
    }
    for (const [instance, id] of started) this.waiting.get(instance)?.delete(id);
    for (const [instance, id, position] of started)
      for (const [other, otherPosition] of this.waiting.get(instance) ?? [])
        if (otherPosition < position) this.fail(`got ${instance} before ${other}, which came earlier`, id);
    for (const [instance, id, position] of arrived) {
      const ids = this.waiting.get(instance) ?? new Map<string, number>();
      this.waiting.set(instance, ids.set(id, position));
    }
  }
}
