import type { GroupNeeded } from '@perdure/engine';
import type { PartitionId, RowKey, Table } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import type { PartitionRows } from './partition-rows.js';

const pageRows = 1000;

/**
 * Reads single rows and puts them at hand. Commits may be under way: a row that one of them carries is known already and
 * not among those asked for, so the store has the others as they were applied.
 */
export async function loadRows(
  rows: PartitionRows,
  reader: StateReader,
  partition: PartitionId,
  needed: readonly RowKey[],
): Promise<void> {
  const keys = new Map<string, RowKey>();
  for (const key of needed)
    keys.set(`${key.table}:${String(key.group.length)}:${key.group}:${key.member}`, key);
  const wanted = [...keys.values()];
  const values = await reader.getMany(partition, wanted);
  wanted.forEach(({ table, group, member }, index) => {
    const value = values[index];
    rows.loadRow(table, group, member, value === undefined ? undefined : decodeRow(table, value));
  });
}

/** Reads all rows of a group and puts them at hand. No commit may be under way. */
export async function loadGroup(
  rows: PartitionRows,
  reader: StateReader,
  partition: PartitionId,
  { table, group }: GroupNeeded,
): Promise<void> {
  rows.loadGroup(table, group, await readGroup(reader, partition, table, group));
}

async function readGroup(
  reader: StateReader,
  partition: PartitionId,
  table: Table,
  group: string,
): Promise<Map<string, unknown>> {
  const rows = new Map<string, unknown>();
  for await (const page of scanPages(reader, partition, table, group, pageRows))
    for (const { member, value } of page) rows.set(member, decodeRow(table, value));
  return rows;
}

/** Pages through a group of any size, in member order. */
export async function* scanPages(
  reader: StateReader,
  partition: PartitionId,
  table: Table,
  group: string,
  limit: number,
): AsyncGenerator<ReadonlyArray<{ readonly member: string; readonly value: Uint8Array }>> {
  for (let after: string | undefined; ;) {
    const page = await reader.scan(partition, table, group, { limit, ...(after !== undefined && { after }) });
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    after = page.at(-1)?.member;
  }
}
