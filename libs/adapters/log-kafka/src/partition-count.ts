import { isPerdureError, PerdureError } from '@perdure/model';
import type { MetadataStore } from '@perdure/ports';

/** The metadata document that every node of a cluster leaves or finds: without it, the store is a new one. */
export const clusterRecord = 'partition-count';

/**
 * Notes in the cluster's metadata how many partitions it was created with, the first time. Rejects with
 * `CONFIG_INVALID` when it was another number. The topic alone cannot tell: partitions can be added to a topic, and
 * then its state lies under the old number.
 */
export async function recordPartitionCount(metadata: MetadataStore, partitionCount: number): Promise<void> {
  for (;;) {
    const document = await metadata.read(clusterRecord);
    if (document !== undefined) {
      requireSame(Number(new TextDecoder().decode(document.value)), partitionCount);
      return;
    }
    try {
      await metadata.replace(clusterRecord, 0, new TextEncoder().encode(String(partitionCount)));
      return;
    } catch (error) {
      // Another node was faster: see what it wrote.
      if (!isPerdureError(error, 'METADATA_CONFLICT')) throw error;
    }
  }
}

function requireSame(recorded: number, partitionCount: number): void {
  if (recorded === partitionCount) return;
  throw new PerdureError(
    'CONFIG_INVALID',
    `This cluster was created with ${recorded} partitions, and this node is set to ${partitionCount}. ` +
      'The number cannot be changed: set this node to the same.',
    { details: { recorded, partitionCount } },
  );
}
