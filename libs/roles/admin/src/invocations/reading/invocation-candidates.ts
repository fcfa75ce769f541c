import { Inject, Injectable } from '@nestjs/common';
import { single, type InvocationId, type InvocationStatus, type PartitionId } from '@perdure/model';
import type { StateReader, StoredRow } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';

import { adminTokens } from '../../admin-deps.js';
import type { PagePosition } from './page-token.js';

/** Where an invocation stands in a listing, before its row is read. */
export interface Candidate {
  readonly partition: PartitionId;
  readonly member: string;
  /** Undefined for what is at that place and is no invocation. */
  readonly id: InvocationId | undefined;
  readonly status: InvocationStatus;
}

/**
 * All invocations of the cluster in an order of their own, without an index of their own: who is not finished has a row
 * in `active`, who is finished and kept has the timer that will remove it. So listing costs those nothing who never list.
 */
@Injectable()
export class InvocationCandidates {
  private readonly partitions: readonly PartitionId[];

  constructor(
    @Inject(adminTokens.stateReader) private readonly reader: StateReader,
    @Inject(adminTokens.partitionCount) partitionCount: number,
  ) {
    this.partitions = Array.from({ length: partitionCount }, (_, index) => index as PartitionId);
  }

  /** The next ones from a position on, at most `limit`; fewer only at the end of the stage. */
  async after({ stage, member }: PagePosition, limit: number): Promise<Candidate[]> {
    const found = await Promise.all(
      this.partitions.map((partition) =>
        stage === 'unfinished'
          ? this.unfinished(partition, member, limit)
          : this.finished(partition, member, limit),
      ),
    );
    const direction = stage === 'unfinished' ? 1 : -1;
    // Members are ASCII, so texts compare like the bytes they are stored as.
    return found
      .flat()
      .sort((left, right) => (left.member < right.member ? -direction : direction))
      .slice(0, limit);
  }

  private async unfinished(
    partition: PartitionId,
    after: string | undefined,
    limit: number,
  ): Promise<Candidate[]> {
    const options = { ...(after !== undefined && { after }), limit };
    const rows = await this.reader.scan(partition, 'active', single, options);
    return rows.map(({ member, value }) => ({
      partition,
      member,
      id: member as InvocationId,
      status: decodeRow('active', value),
    }));
  }

  private async finished(
    partition: PartitionId,
    before: string | undefined,
    limit: number,
  ): Promise<Candidate[]> {
    const options = { ...(before !== undefined && { before }), limit, isDescending: true };
    const rows = await this.reader.scan(partition, 'timer', single, options);
    return rows.map((row) => ({ partition, member: row.member, id: purgedBy(row), status: 'completed' }));
  }
}

/** The invocation that the timer will remove; undefined for timers that mean something else. */
function purgedBy({ value }: StoredRow): InvocationId | undefined {
  const timer = decodeRow('timer', value);
  return timer.kind === 'purge' ? timer.invocationId : undefined;
}
