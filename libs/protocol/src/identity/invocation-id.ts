import { hash } from 'node:crypto';
import {
  invocationIdByteLength,
  invocationIdFromBytes,
  invocationIdToBytes,
  type InvocationId,
} from '@perdure/model';
import { partitionKeyOfIdempotencyKey, partitionKeyOfText, randomPartitionKey } from './partition-key.js';

const uuidBytes = 16;

/**
 * The one invocation of a workflow's main handler, found again from its key alone (service-protocol 6.3,
 * ingress-api 6.4).
 */
export function workflowInvocationId(run: {
  readonly scope?: string;
  readonly workflow: string;
  readonly key: string;
}): InvocationId {
  const { scope, workflow, key } = run;
  return assemble(partitionKeyOfText(scope ?? key), digest('wf', scope, workflow, key));
}

/** The invocation of an idempotent request; `key` is that of the object or workflow, if there is one. */
export function idempotentInvocationId(request: {
  readonly scope?: string;
  readonly service: string;
  readonly key?: string;
  readonly handler: string;
  readonly idempotencyKey: string;
}): InvocationId {
  const { scope, service, key, handler, idempotencyKey } = request;
  const owner = scope ?? key;
  return assemble(
    owner === undefined ? partitionKeyOfIdempotencyKey(service, idempotencyKey) : partitionKeyOfText(owner),
    digest('ik', scope, service, key, handler, idempotencyKey),
  );
}

/**
 * A new id, like no other.
 * @param target.ulid the 16 bytes of a ULID
 * @param target.fraction random number in [0, 1): places an invocation that has neither scope nor key
 */
export function freshInvocationId(target: {
  readonly scope?: string;
  readonly service: string;
  readonly key?: string;
  readonly ulid: Uint8Array;
  readonly fraction: number;
}): InvocationId {
  const owner = target.scope ?? target.key;
  return assemble(
    owner === undefined ? randomPartitionKey(target.service, target.fraction) : partitionKeyOfText(owner),
    target.ulid,
  );
}

/** A new id with the partition key of another one: both invocations live in the same partition, whatever their number. */
export function siblingInvocationId(id: InvocationId, ulid: Uint8Array): InvocationId {
  const bytes = invocationIdToBytes(id);
  bytes.set(ulid.subarray(0, uuidBytes), invocationIdByteLength - uuidBytes);
  return invocationIdFromBytes(bytes);
}

/** SHA-256 of the parts that are present, joined by commas. */
function digest(...parts: ReadonlyArray<string | undefined>): Uint8Array {
  return hash('sha256', parts.filter((part) => part !== undefined).join(','), 'buffer');
}

/** Partition key (big-endian) and the first 16 bytes of `uuid`. */
function assemble(partitionKey: bigint, uuid: Uint8Array): InvocationId {
  const bytes = new Uint8Array(invocationIdByteLength);
  new DataView(bytes.buffer).setBigUint64(0, partitionKey);
  bytes.set(uuid.subarray(0, uuidBytes), invocationIdByteLength - uuidBytes);
  return invocationIdFromBytes(bytes);
}
