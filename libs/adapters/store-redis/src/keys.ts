import type { PartitionId, Table } from '@perdure/model';

/**
 * Names of keys. All keys of a partition share the hash tag `{p<partition>}`, so one node of a Redis Cluster holds them
 * and one script may touch them all:
 *
 *     perdure:{p7}:position               hash: where the partition stands
 *     perdure:{p7}:rows:journal:inv_1…    hash: the rows of a group, member → value
 *     perdure:{p7}:index:journal:inv_1…   sorted set: its members in order of their bytes, except the member ''
 *
 * The group comes last and may contain anything. Most groups have one row, of member '', and so no index.
 */
export class PartitionKeys {
  readonly position: string;
  private readonly rowsPrefix: string;
  private readonly indexPrefix: string;

  constructor(namespace: string, partition: PartitionId) {
    const prefix = `${namespace}:{p${partition}}:`;
    this.position = `${prefix}position`;
    this.rowsPrefix = `${prefix}rows:`;
    this.indexPrefix = `${prefix}index:`;
  }

  rows(table: Table, group: string): string {
    return `${this.rowsPrefix}${table}:${group}`;
  }

  index(table: Table, group: string): string {
    return `${this.indexPrefix}${table}:${group}`;
  }
}
