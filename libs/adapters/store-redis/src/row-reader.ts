import type { RowKey, Table } from '@perdure/model';
import type { ScanOptions, StoredRow } from '@perdure/ports';
import { translateRedisError, type RedisConnection, type ScriptCall } from '@perdure/redis-client';
import type { PartitionKeys } from './keys.js';

const mebibyte = 1024 * 1024;

/** Redis builds a reply in memory, while everybody else waits: larger pages are fetched in parts. */
const scanReplyBytesMax = 4 * mebibyte;

export interface ReadScripts {
  readonly getMany: ScriptCall;
  readonly scan: ScriptCall;
}

/** Reads rows. Of one partition's rows, each call sees one instant, except a scan of more bytes than one reply holds. */
export class RowReader {
  constructor(
    private readonly connection: RedisConnection,
    private readonly scripts: ReadScripts,
  ) {}

  async get(keys: PartitionKeys, { table, group, member }: RowKey): Promise<Uint8Array | undefined> {
    try {
      return (await this.connection.hgetBuffer(keys.rows(table, group), member)) ?? undefined;
    } catch (error) {
      throw translateRedisError(error);
    }
  }

  async getMany(keys: PartitionKeys, rows: readonly RowKey[]): Promise<Array<Uint8Array | undefined>> {
    if (rows.length === 0) return [];
    const values = (await this.scripts.getMany(
      rows.map(({ table, group }) => keys.rows(table, group)),
      rows.map(({ member }) => member),
    )) as Array<Buffer | null>;
    return values.map((value) => value ?? undefined);
  }

  async scan(
    keys: PartitionKeys,
    table: Table,
    group: string,
    { limit, isDescending = false, ...bounds }: ScanOptions,
  ): Promise<StoredRow[]> {
    const groupKeys = [keys.rows(table, group), keys.index(table, group)];
    const rows: StoredRow[] = [];
    for (let { after, before } = bounds; ;) {
      const [isComplete, ...flat] = (await this.scripts.scan(groupKeys, [
        after === undefined ? '-' : `(${after}`,
        before === undefined ? '+' : `(${before}`,
        String(limit - rows.length),
        after === undefined && before !== '' ? '1' : '0',
        String(scanReplyBytesMax),
        isDescending ? '1' : '0',
      ])) as [Buffer, ...Buffer[]];
      addRows(rows, flat);
      if (isComplete.toString() === '1') return rows;
      const last = rows.at(-1)?.member;
      if (isDescending) before = last;
      else after = last;
    }
  }
}

function addRows(rows: StoredRow[], flat: readonly Buffer[]): void {
  for (let at = 0; at + 1 < flat.length; at += 2)
    rows.push({ member: (flat[at] as Buffer).toString(), value: flat[at + 1] as Buffer });
}
