import type { Table } from '@perdure/model';
import type { Commit } from '@perdure/ports';
import type { ScriptArgument } from '@perdure/redis-client';
import type { PartitionKeys } from './keys.js';

/** What `commit.lua` is called with; the layout is documented there. */
export interface CommitArguments {
  readonly keys: string[];
  readonly values: ScriptArgument[];
}

export function commitArguments(
  commit: Commit,
  keys: PartitionKeys,
  acknowledgedSequence: number,
): CommitArguments {
  const { epoch, sequence, appliedOffset, mutations } = commit;
  const groups = new GroupNumbers(keys);
  const values: ScriptArgument[] = [
    String(epoch),
    String(sequence),
    appliedOffset === undefined ? '' : String(appliedOffset),
    String(acknowledgedSequence),
  ];
  for (const mutation of mutations) {
    switch (mutation.kind) {
      case 'put': {
        const { table, group, member } = mutation.key;
        values.push('put', groups.numberOf(table, group), member, mutation.value);
        break;
      }
      case 'delete': {
        const { table, group, member } = mutation.key;
        values.push('delete', groups.numberOf(table, group), member);
        break;
      }
      case 'drop-group':
        values.push('drop', groups.numberOf(mutation.table, mutation.group));
        break;
    }
  }
  return { keys: groups.keys, values };
}

/** Numbers groups in the order they are met, so that each one's keys travel once. */
class GroupNumbers {
  readonly keys: string[];
  private readonly numbers = new Map<string, string>();

  constructor(private readonly partitionKeys: PartitionKeys) {
    this.keys = [partitionKeys.position];
  }

  numberOf(table: Table, group: string): string {
    const rows = this.partitionKeys.rows(table, group);
    let number = this.numbers.get(rows);
    if (number === undefined) {
      number = String(this.numbers.size + 1);
      this.numbers.set(rows, number);
      this.keys.push(rows, this.partitionKeys.index(table, group));
    }
    return number;
  }
}
