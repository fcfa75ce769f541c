import type { Branded } from '../brand.js';

/** Index of a partition, 0 to partitionCount − 1. */
export type PartitionId = Branded<number, 'PartitionId'>;

/** Position of a record in one partition's command log. Grows by at least 1 per record. */
export type LogOffset = Branded<number, 'LogOffset'>;

/** Ownership of a partition: grows each time somebody becomes the owner; an older epoch is refused by the store. */
export type Epoch = Branded<number, 'Epoch'>;
