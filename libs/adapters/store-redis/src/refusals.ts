import { PerdureError, type PartitionId } from '@perdure/model';
import type { Commit } from '@perdure/ports';

export function fencedError({ partition, epoch }: Commit, storedEpoch: number): PerdureError {
  return new PerdureError(
    'STORE_FENCED',
    `Partition ${partition} has an owner of epoch ${storedEpoch}; epoch ${epoch} must stop.`,
    { details: { partition, epoch, storedEpoch } },
  );
}

export function divergedError({ partition, sequence }: Commit, storedSequence: number): PerdureError {
  return new PerdureError(
    'STORE_DIVERGED',
    `Partition ${partition} stands at commit ${storedSequence}, so ${sequence} cannot follow. Reload the partition and read the log again.`,
    { details: { partition, sequence, storedSequence } },
  );
}

export function formatError(partition: PartitionId, storedFormat: string): PerdureError {
  return new PerdureError(
    'STORE_FORMAT_UNSUPPORTED',
    `The rows of partition ${partition} in Redis have format ${storedFormat}, which this version cannot read. Use the version that wrote them, or an empty Redis or another namespace.`,
    { details: { partition, storedFormat } },
  );
}
