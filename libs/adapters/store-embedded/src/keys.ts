import type { PartitionId, Table } from '@perdure/model';
import { positionTableNumber, tableNumbers } from './table-numbers.js';

/*
 * Layout of a key. The first byte says what the rest means:
 *
 *   00                                                            the format marker of the directory
 *   01 partition:u16 length(group):varint group table:u8 member   a row
 *   02 name                                                       a metadata document
 *
 * Numbers are big-endian, texts UTF-8. The length before the group keeps groups apart that begin alike. The group comes
 * before the table, so that the rows of one invocation (or object) lie side by side whatever their table: they are
 * loaded into one block and dropped by one scan.
 */
const formatSpace = 0x00;
const rowSpace = 0x01;
const documentSpace = 0x02;

const rowHeaderBytes = 3;

/** Keys from `from` (included) to `to` (excluded). */
export interface KeyRange {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

export const formatKey: Uint8Array = Uint8Array.of(formatSpace);

export function rowKey(partition: PartitionId, table: Table, group: string, member: string): Buffer {
  return encodeRowKey(partition, tableNumbers[table], group, member);
}

/** The row that says where a partition stands. */
export function positionKey(partition: PartitionId): Buffer {
  return encodeRowKey(partition, positionTableNumber, '', '');
}

export function documentKey(name: string): Buffer {
  const key = Buffer.allocUnsafe(1 + Buffer.byteLength(name));
  key[0] = documentSpace;
  key.write(name, 1);
  return key;
}

/** All rows of one group in the tables from `first` to `last`, by number. */
export function groupRange(partition: PartitionId, group: string, first: number, last = first): KeyRange {
  return {
    from: encodeRowKey(partition, first, group, ''),
    to: encodeRowKey(partition, last + 1, group, ''),
  };
}

/** Number of the table of a row key whose group is known. */
export function tableNumberOf(key: Uint8Array, group: string): number | undefined {
  return key[memberOffset(group) - 1];
}

/** Where the member begins in the keys of a group. */
export function memberOffset(group: string): number {
  const groupBytes = Buffer.byteLength(group);
  return rowHeaderBytes + varintBytes(groupBytes) + groupBytes + 1;
}

function encodeRowKey(partition: PartitionId, tableNumber: number, group: string, member: string): Buffer {
  const groupBytes = Buffer.byteLength(group);
  const tableOffset = rowHeaderBytes + varintBytes(groupBytes) + groupBytes;
  const key = Buffer.allocUnsafe(tableOffset + 1 + Buffer.byteLength(member));
  key[0] = rowSpace;
  key[1] = partition >>> 8;
  key[2] = partition;
  writeVarint(key, rowHeaderBytes, groupBytes);
  key.write(group, tableOffset - groupBytes);
  key[tableOffset] = tableNumber;
  key.write(member, tableOffset + 1);
  return key;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) bytes += 1;
  return bytes;
}

function writeVarint(target: Buffer, offset: number, value: number): void {
  let at = offset;
  let rest = value;
  while (rest > 0x7f) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at] = rest;
}
