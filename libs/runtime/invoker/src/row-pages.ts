import type { PartitionId, Table } from '@perdure/model';
import type { StateReader, StoredRow } from '@perdure/ports';

const firstPageRows = 64;
const pageRowsMax = 1024;
/** What a page should weigh: big journals and states pass through memory in pieces of about this size. */
const pageBytesTarget = 1024 * 1024;

/**
 * The first rows of a group, in pages. A scan is bounded by rows, not bytes, so each page is sized by the weight of the
 * one before. The next page is read only when the consumer asks for it.
 */
export async function* rowPages(
  reader: StateReader,
  partition: PartitionId,
  table: Table,
  group: string,
  rowsMax: number,
): AsyncGenerator<readonly StoredRow[], void> {
  let pageRows = firstPageRows;
  let after: string | undefined;
  for (let remaining = rowsMax; remaining > 0;) {
    const limit = Math.min(pageRows, remaining);
    const rows = await reader.scan(partition, table, group, { limit, ...(after !== undefined && { after }) });
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    remaining -= rows.length;
    after = rows.at(-1)?.member;
    pageRows = nextPageRows(rows);
  }
}

function nextPageRows(page: readonly StoredRow[]): number {
  let bytes = 1;
  for (const row of page) bytes += row.value.length;
  const fitting = Math.floor((page.length * pageBytesTarget) / bytes);
  return Math.min(Math.max(fitting, 1), page.length * 4, pageRowsMax);
}
