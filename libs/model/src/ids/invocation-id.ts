import type { Branded } from '../brand.js';
import { PerdureError } from '../errors.js';
import { decodeBase62, encodeBase62 } from './base62.js';
import type { PartitionId } from './partition-id.js';

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
const textLength = prefix.length + partitionKeyDigits + uuidDigits;
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

/** Why a text is no id of the wanted kind, in the words of the ingress API (ingress-api 6.4). */
export type IdProblem =
  | 'bad format'
  | 'bad length'
  | 'unrecognized codec version'
  | "id doesn't match the expected type"
  | `unrecognized resource type: ${string}`;

const knownResourceTypes = new Set(['inv', 'dp', 'sub', 'sign', 'prom', 'snap', 'mut', 'vq']);

/** Parses what a client sent; throws `ID_MALFORMED` whose message is an {@link IdProblem}. */
export function parseInvocationId(text: string): InvocationId {
  const separator = text.indexOf('_');
  if (separator < 0) throw malformed('bad format');
  const resource = text.slice(0, separator);
  if (!knownResourceTypes.has(resource)) throw malformed(`unrecognized resource type: ${resource}`);
  if (resource !== 'inv') throw malformed("id doesn't match the expected type");
  if (text.length === separator + 1) throw malformed('bad length');
  if (text.charAt(separator + 1) !== '1') throw malformed('unrecognized codec version');
  if (text.length !== textLength) throw malformed('bad length');
  const id = text as InvocationId;
  const partitionKey = decodeBase62(text.slice(prefix.length, prefix.length + partitionKeyDigits));
  const uuid = decodeBase62(text.slice(prefix.length + partitionKeyDigits));
  if (partitionKey >= 1n << 64n || uuid >= 1n << 128n) throw malformed('bad format');
  return id;
}

/** The partition that owns the invocation: `floor(partitionKey × partitionCount / 2^64)`. */
export function partitionOf(id: InvocationId, partitionCount: number): PartitionId {
  if (partitionCount === 1) return 0 as PartitionId;
  const littleEndian = decodeBase62(id.slice(prefix.length, prefix.length + partitionKeyDigits));
  const swap = new DataView(new ArrayBuffer(8));
  swap.setBigUint64(0, littleEndian, true);
  return Number((swap.getBigUint64(0, false) * BigInt(partitionCount)) >> 64n) as PartitionId;
}

function malformed(problem: IdProblem): PerdureError {
  return new PerdureError('ID_MALFORMED', problem);
}
