import { limitCounter, limitLevels, type InvocationRow } from '@perdure/model';
import { Checker, type ObservedCommit } from './checker.js';

/** No more run at once than a limit allows, or ever allowed where it is changed while they run. */
export class LimitsKept extends Checker {
  readonly name = 'LimitsKept';
  private readonly running = new Map<string, Set<string>>();

  override onCommit({ changes }: ObservedCommit): void {
    const touched = new Set<string>();
    for (const change of changes) {
      if (change.table !== 'invocation') continue;
      for (const ids of this.running.values()) ids.delete(change.group);
      if (change.kind !== 'put' || change.row.status !== 'invoked') continue;
      for (const counter of countersOf(change.row)) {
        const ids = this.running.get(counter) ?? new Set();
        this.running.set(counter, ids.add(change.group));
        touched.add(counter);
      }
    }
    for (const counter of touched) {
      const count = this.running.get(counter)?.size ?? 0;
      const max = this.judge.limitMax(counter);
      if (max !== undefined && count > max) this.fail(`${count} run in ${counter}, which allows ${max}`);
    }
  }
}

function countersOf({ target: { scope }, limitKey }: InvocationRow): string[] {
  if (scope === undefined) return [];
  return limitLevels.flatMap((level) => limitCounter(scope, limitKey, level) ?? []);
}
