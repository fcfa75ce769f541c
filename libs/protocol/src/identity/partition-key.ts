import { xxHash3 } from './xx-hash3.js';

/** Invocations of an unkeyed handler spread over this many places. */
const bucketCount = 512;
const endOfPart = 0xff;
const unscopedService = ended('unscoped/service');

/**
 * The partition key of an instance or scope: XXH3-64 of its UTF-8 bytes and a byte FF that ends them
 * (service-protocol 6.3).
 */
export function partitionKeyOfText(text: string): bigint {
  return xxHash3(ended(text));
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
  const serviceBytes = Buffer.byteLength(service) + 1;
  const bytes = Buffer.allocUnsafe(serviceBytes + unscopedService.length + 8);
  writeEnded(bytes, service);
  bytes.set(unscopedService, serviceBytes);
  bytes.writeBigUInt64LE(BigInt(bucket), serviceBytes + unscopedService.length);
  return xxHash3(bytes);
}

function ended(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(Buffer.byteLength(text) + 1);
  writeEnded(bytes, text);
  return bytes;
}

function writeEnded(bytes: Buffer, text: string): void {
  bytes[bytes.write(text)] = endOfPart;
}
