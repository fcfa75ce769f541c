import { PerdureError, type PartitionId } from '@perdure/model';

export function logUnavailable(why: string, cause?: unknown): PerdureError {
  return new PerdureError('LOG_UNAVAILABLE', `The command log takes no commands: ${why}.`, {
    retryable: true,
    cause,
  });
}

export function outcomeUnknown(partition: PartitionId, cause?: unknown): PerdureError {
  return new PerdureError(
    'LOG_OUTCOME_UNKNOWN',
    `The command log did not say in time whether it took a command for partition ${partition}.`,
    { retryable: true, details: { partition }, cause },
  );
}

export function overloaded(partition: PartitionId, bound: string): PerdureError {
  return new PerdureError(
    'PARTITION_OVERLOADED',
    `Commands for partition ${partition} wait for the command log, and with this one ${bound}. Send again later, more slowly.`,
    { retryable: true, details: { partition } },
  );
}

export function tooLarge(partition: PartitionId, recordBytes: number, recordBytesMax: number): PerdureError {
  return new PerdureError(
    'COMMAND_TOO_LARGE',
    `A command of ${recordBytes} bytes is larger than the command log takes: ${recordBytesMax} bytes.`,
    { details: { partition, recordBytes, recordBytesMax } },
  );
}

/** @param range of the offsets that the log has; `next` is the one its next record will get */
export function diverged(
  partition: PartitionId,
  needed: number,
  range: { readonly first: number; readonly next: number },
): PerdureError {
  const why =
    needed < range.first
      ? `its records start at ${range.first}: those before were deleted`
      : `it ends before ${range.next}: it lost records or was made anew`;
  return new PerdureError(
    'LOG_DIVERGED',
    `Partition ${partition} needs the record at offset ${needed} of the command log, and ${why}.`,
    { details: { partition, needed, ...range } },
  );
}
