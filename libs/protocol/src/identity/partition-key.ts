import { xxHash3 } from './xx-hash3.js';

/** Invocations of an unkeyed handler spread over this many places. */
const bucketCount = 512;
const endOfPart = 0xff;

/**
 * The partition key of an instance or scope: XXH3-64 of its UTF-8 bytes and a byte FF that ends them
 * (service-protocol 6.3).
 */
export function partitionKeyOfText(text: string): bigint {
  return xxHash3(endedParts(text));
}

/** Unkeyed, but to be found again: the idempotency key picks the bucket. */
export function partitionKeyOfIdempotencyKey(service: string, idempotencyKey: string): bigint {
  return partitionKeyOfBucket(service, Number(partitionKeyOfText(idempotencyKey) % BigInt(bucketCount)));
}

/** Unkeyed and never looked up by its target: any bucket will do. `fraction` is a random number in [0, 1). */
export function randomPartitionKey(service: string, fraction: number): bigint {
  return partitionKeyOfBucket(service, Math.floor(fraction * bucketCount));
}

function partitionKeyOfBucket(service: string, bucket: number): bigint {
  const parts = endedParts(service, 'unscoped/service');
  const bytes = Buffer.alloc(parts.length + 8);
  bytes.set(parts);
  bytes.writeUInt32LE(bucket, parts.length);
  return xxHash3(bytes);
}

function endedParts(...parts: readonly string[]): Uint8Array {
  return Buffer.concat(parts.flatMap((part) => [Buffer.from(part), Buffer.of(endOfPart)]));
}
