import { decodeBase62, invocationIdToBytes, type Frame, type InvocationId } from '@perdure/model';
import { bytesFieldLength, ProtoWriter } from '../wire/writer.js';
import { messageType } from './message-type.js';

/** What opens an attempt (service-protocol 3.3, StartMessage). */
export interface StartMessage {
  readonly id: InvocationId;
  /** Journal entries, commands and notifications alike, that follow as replay; at least 1. */
  readonly knownEntries: number;
  /** Eager state as of now; an empty value is a value. */
  readonly state: ReadonlyArray<readonly [key: string, value: Uint8Array]>;
  /** `state` may lack entries: the SDK must ask for what it does not find. */
  readonly isPartialState: boolean;
  /** Key of the object or workflow. */
  readonly key?: string;
  readonly failedAttemptsSinceLastEntry: number;
  readonly durationSinceLastEntryMs: number;
  /** Seed of the SDK's deterministic randomness; see {@link randomSeedOf}. */
  readonly randomSeed: bigint;
  readonly scope?: string;
  readonly limitKey?: string;
  readonly idempotencyKey?: string;
}

/**
 * Start: 1 id, 2 debug_id, 3 known_entries, 4 state_map (repeated { 1 key, 2 value }), 5 partial_state, 6 key,
 * 7 retry_count_since_last_stored_entry, 8 duration_since_last_stored_entry (ms); since V6 9 random_seed;
 * since V7 10 scope, 11 limit_key, 12 idempotency_key.
 */
export function encodeStart(version: number, start: StartMessage): Frame {
  const writer = new ProtoWriter();
  writer.bytes(1, invocationIdToBytes(start.id)).string(2, start.id).uint(3, start.knownEntries);
  for (const [key, value] of start.state) writeStateEntry(writer, key, value);
  if (start.isPartialState) writer.bool(5, true);
  if (start.key !== undefined && start.key !== '') writer.string(6, start.key);
  if (start.failedAttemptsSinceLastEntry > 0) writer.uint(7, start.failedAttemptsSinceLastEntry);
  if (start.durationSinceLastEntryMs > 0) writer.uint(8, start.durationSinceLastEntryMs);
  if (version >= 6) writer.uint64(9, start.randomSeed);
  if (version >= 7) {
    if (start.scope !== undefined) writer.string(10, start.scope);
    if (start.limitKey !== undefined) writer.string(11, start.limitKey);
    if (start.idempotencyKey !== undefined) writer.string(12, start.idempotencyKey);
  }
  return { type: messageType.start, payload: writer.finish() };
}

/** How many of an id's last digits make up the seed: nearly 60 bits, which all bits of the id have a part in. */
const seedDigits = 10;

/** A seed that is the same on every attempt, being a function of the id alone (service-protocol 6.5). */
export function randomSeedOf(id: InvocationId): bigint {
  return decodeBase62(id.slice(-seedDigits));
}

function writeStateEntry(writer: ProtoWriter, key: string, value: Uint8Array): void {
  const size =
    bytesFieldLength(Buffer.byteLength(key)) + (value.length === 0 ? 0 : bytesFieldLength(value.length));
  writer.sizedMessage(4, size, (entry) => {
    entry.string(1, key);
    if (value.length > 0) entry.bytes(2, value);
  });
}
