import type { RowsNeeded } from '@perdure/engine';
import type { PartitionId, Table } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import type { PartitionRows } from './partition-rows.js';

const pageRows = 1000;

/** Reads what an input lacks, one row or a whole group, and puts it at hand. */
export async function loadRows(
  rows: PartitionRows,
  reader: StateReader,
  partition: PartitionId,
  { table, group, member }: RowsNeeded,
): Promise<void> {
  if (member === undefined) {
    rows.loadGroup(table, group, await readGroup(reader, partition, table, group));
    return;
  }
  const value = await reader.get(partition, { table, group, member });
  rows.loadRow(table, group, member, value === undefined ? undefined : decodeRow(table, value));
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
