import { PerdureError, type Epoch, type LogOffset } from '@perdure/model';
import type { PartitionPosition } from '@perdure/ports';

/** A partition's position as stored: with the epoch of the last commit, by which its repetition is known. */
export interface StoredPosition extends PartitionPosition {
  /** 0 before the first commit. */
  readonly committedBy: Epoch;
}

/*
 * version:u8 epoch:f64 sequence:f64 committedBy:f64 appliedOffset:f64
 *
 * Doubles, big-endian, hold every safe integer. An appliedOffset of -1 stands for undefined.
 */
const version = 1;
const bytes = 33;
const noOffset = -1;

export const unownedPosition: StoredPosition = {
  epoch: 0 as Epoch,
  sequence: 0,
  committedBy: 0 as Epoch,
  appliedOffset: undefined,
};

export function encodePosition(position: StoredPosition): Uint8Array {
  const row = Buffer.allocUnsafe(bytes);
  row[0] = version;
  row.writeDoubleBE(position.epoch, 1);
  row.writeDoubleBE(position.sequence, 9);
  row.writeDoubleBE(position.committedBy, 17);
  row.writeDoubleBE(position.appliedOffset ?? noOffset, 25);
  return row;
}

/** Throws `STORE_FORMAT_UNSUPPORTED`. */
export function decodePosition(row: Uint8Array): StoredPosition {
  if (row[0] !== version || row.length !== bytes) {
    throw new PerdureError(
      'STORE_FORMAT_UNSUPPORTED',
      'The position of a partition was written in a format this version cannot read. Use the version that wrote it, or a newer one.',
      { details: { version: row[0], bytes: row.length } },
    );
  }
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  const appliedOffset = view.getFloat64(25);
  return {
    epoch: view.getFloat64(1) as Epoch,
    sequence: view.getFloat64(9),
    committedBy: view.getFloat64(17) as Epoch,
    appliedOffset: appliedOffset === noOffset ? undefined : (appliedOffset as LogOffset),
  };
}
