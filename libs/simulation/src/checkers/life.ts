import { serverFailures, type InvocationId, type Result } from '@perdure/model';
import { Checker, type FinalRows, type ObservedCommit } from './checker.js';

/** What was accepted is carried out. */
export class NoLostInvocation extends Checker {
  readonly name = 'NoLostInvocation';
  override readonly isAboveLoss = true;
  private readonly accepted = new Set<InvocationId>();
  private readonly ended = new Set<string>();

  override onAccepted(id: InvocationId): void {
    this.accepted.add(id);
  }

  override onCommit({ changes }: ObservedCommit): void {
    for (const change of changes) {
      if (change.table !== 'invocation') continue;
      const isOver = change.kind !== 'put' || change.row.status === 'completed';
      if (isOver) this.ended.add(change.group);
    }
  }

  override atEnd(): void {
    for (const id of this.accepted)
      if (!this.ended.has(id)) this.fail('was accepted and never completed', id);
  }
}

/** Whoever asks about the same invocation gets the same answer. */
export class OneAnswerPerKey extends Checker {
  readonly name = 'OneAnswerPerKey';
  private readonly answers = new Map<InvocationId, string>();

  override onAnswer(id: InvocationId, result: Result): void {
    // What is cancelled or killed before its start has never been: its id may be used again.
    const isNeverStarted = [serverFailures.canceled, serverFailures.killed].some(
      (failure) => describe(failure) === describe(result),
    );
    if (isNeverStarted) return;
    const first = this.answers.get(id);
    if (first === undefined) this.answers.set(id, describe(result));
    else if (first !== describe(result)) this.fail(`answered ${first}, then ${describe(result)}`, id);
  }
}

function describe(result: Result): string {
  return result.kind === 'value'
    ? Buffer.from(result.value).toString()
    : `${result.failure.code} ${result.failure.message}`;
}

/** After the last fault everything completes. */
export class NothingStuck extends Checker {
  readonly name = 'NothingStuck';
  override readonly isAboveLoss = true;

  override onStuck(what: string, id?: string): void {
    this.fail(what, id);
  }
}

/** What remains for good: object state, and what deduplication and numbering need. */
const lastingTables = new Set(['state', 'received', 'counters']);

/** When everything is complete and every retention over, nothing is left of it. */
export class NoLeakedRows extends Checker {
  readonly name = 'NoLeakedRows';
  override readonly isAboveLoss = true;

  override atEnd(partitions: readonly FinalRows[]): void {
    for (const { partition, groups } of partitions)
      for (const [name, count] of groups) {
        const table = name.slice(0, name.indexOf('/'));
        const group = name.slice(table.length + 1);
        const isOfWorkflow = table === 'state' && group.includes('/Flow');
        if (count > 0 && (!lastingTables.has(table) || isOfWorkflow))
          this.fail(`p${partition} keeps ${count} rows of ${name}`, group);
      }
  }
}
