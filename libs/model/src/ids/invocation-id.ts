import type { Branded } from '../brand.js';
import { decodeBase62, encodeBase62 } from './base62.js';
import type { PartitionId } from './partition-id.js';
import { bodyOfId, malformedId } from './resource-id.js';

/**
 * `inv_1` + 11 + 22 base-62 characters: the text of a 24-byte id (service-protocol 6.2).
 *
 * Layout of the bytes: 8 partition key (big-endian), 16 uuid (big-endian). Each part is written in base 62 after
 * reading its bytes as a *little-endian* number. The text is the identity everywhere inside Perdure: it is a map key,
 * a row group and what users see.
 */
export type InvocationId = Branded<string, 'InvocationId'>;

const prefix = 'inv_1';
const partitionKeyDigits = 11;
const uuidDigits = 22;
export const invocationIdByteLength = 24;

export function invocationIdFromBytes(bytes: Uint8Array): InvocationId {
  const view = new DataView(bytes.buffer, bytes.byteOffset, invocationIdByteLength);
  const uuid = (view.getBigUint64(16, true) << 64n) | view.getBigUint64(8, true);
  const text =
    prefix + encodeBase62(view.getBigUint64(0, true), partitionKeyDigits) + encodeBase62(uuid, uuidDigits);
  return text as InvocationId;
}

export function invocationIdToBytes(id: InvocationId): Uint8Array {
  const bytes = new Uint8Array(invocationIdByteLength);
  const view = new DataView(bytes.buffer);
  const uuid = decodeBase62(id.slice(prefix.length + partitionKeyDigits));
  view.setBigUint64(0, decodeBase62(id.slice(prefix.length, prefix.length + partitionKeyDigits)), true);
  view.setBigUint64(8, uuid & 0xffff_ffff_ffff_ffffn, true);
  view.setBigUint64(16, uuid >> 64n, true);
  return bytes;
}

/** Parses what a client sent; throws `ID_MALFORMED` whose message is an `IdProblem`. */
export function parseInvocationId(text: string): InvocationId {
  const body = bodyOfId(text, 'inv');
  if (body.length !== partitionKeyDigits + uuidDigits) throw malformedId('bad length');
  const partitionKey = decodeBase62(body.slice(0, partitionKeyDigits));
  const uuid = decodeBase62(body.slice(partitionKeyDigits));
  if (partitionKey >= 1n << 64n || uuid >= 1n << 128n) throw malformedId('base62 decode error');
  return text as InvocationId;
}

/** The partition that owns the invocation: `floor(partitionKey × partitionCount / 2^64)`. */
export function partitionOf(id: InvocationId, partitionCount: number): PartitionId {
  if (partitionCount === 1) return 0 as PartitionId;
  const littleEndian = decodeBase62(id.slice(prefix.length, prefix.length + partitionKeyDigits));
  const swap = new DataView(new ArrayBuffer(8));
  swap.setBigUint64(0, littleEndian, true);
  return partitionOfKey(swap.getBigUint64(0, false), partitionCount);
}

/** The partition of a partition key (64 bits): equal ranges of keys, in order. */
export function partitionOfKey(partitionKey: bigint, partitionCount: number): PartitionId {
  return Number((partitionKey * BigInt(partitionCount)) >> 64n) as PartitionId;
}
