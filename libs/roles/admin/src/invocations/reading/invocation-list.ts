import { Inject, Injectable } from '@nestjs/common';
import { invocationKey, type InvocationRow, type PartitionId, type RowKey } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';

import { adminTokens } from '../../admin-deps.js';
import { InvocationCandidates, type Candidate } from './invocation-candidates.js';
import { canMatch, matches, matchesStatus, type InvocationFilter } from './invocation-filter.js';
import type { InvocationPage } from './invocation-shapes.js';
import { encodePageToken, type PagePosition } from './page-token.js';
import { summaryJson } from './summary-json.js';

/** So many invocations are looked at for one page: a filter that matches next to nothing must not hold up the server. */
const examinedMax = 5000;
const chunkMax = 500;

/**
 * Invocations, page by page: those that are not finished by their id, then the finished ones, the one that is kept
 * longest first. The order does not change, so what is there all the while is listed exactly once; what ends between
 * two pages may be listed twice.
 */
@Injectable()
export class InvocationList {
  constructor(
    @Inject(InvocationCandidates) private readonly candidates: InvocationCandidates,
    @Inject(adminTokens.stateReader) private readonly reader: StateReader,
  ) {}

  /** At most `limit`, maybe fewer or none although there are more: the token says whether to go on. */
  async page(filter: InvocationFilter, from: PagePosition, limit: number): Promise<InvocationPage> {
    const invocations: InvocationPage['invocations'] = [];
    let position: PagePosition | undefined = skipping(filter, from);
    for (let examined = 0; position !== undefined && examined < examinedMax;) {
      const size = Math.min(chunkMax, examinedMax - examined);
      const chunk = await this.candidates.after(position, size);
      examined += Math.max(1, chunk.length);
      const { stage } = position;
      for (const { member, row } of await this.load(filter, chunk)) {
        if (row === undefined || (row.status === 'completed') !== (stage === 'finished')) continue;
        if (!matches(filter, row)) continue;
        invocations.push(summaryJson(row));
        if (invocations.length === limit)
          return { invocations, next_page_token: encodePageToken({ stage, member }) };
      }
      const last = chunk.at(-1);
      position =
        chunk.length === size && last !== undefined
          ? { stage, member: last.member }
          : skipping(filter, stage === 'unfinished' ? { stage: 'finished' } : undefined);
    }
    return { invocations, ...(position && { next_page_token: encodePageToken(position) }) };
  }

  /** The rows of those that may match, in order; each partition is asked once. */
  private async load(
    filter: InvocationFilter,
    chunk: readonly Candidate[],
  ): Promise<Array<{ readonly member: string; readonly row: InvocationRow | undefined }>> {
    const worth = chunk.filter(({ id, status }) => id !== undefined && matchesStatus(filter, status));
    const byPartition = new Map<PartitionId, Array<{ readonly at: number; readonly key: RowKey }>>();
    worth.forEach(({ partition, id }, at) => {
      if (id === undefined) return;
      const keys = byPartition.get(partition) ?? [];
      byPartition.set(partition, keys);
      keys.push({ at, key: invocationKey(id) });
    });
    const rows: Array<InvocationRow | undefined> = [];
    await Promise.all(
      [...byPartition].map(async ([partition, wanted]) => {
        const found = await this.reader.getMany(
          partition,
          wanted.map(({ key }) => key),
        );
        wanted.forEach(({ at }, index) => {
          const bytes = found[index];
          rows[at] = bytes && decodeRow('invocation', bytes);
        });
      }),
    );
    return worth.map(({ member }, at) => ({ member, row: rows[at] }));
  }
}

/** The position, or that of the next stage when nothing of this one can match; undefined at the end. */
function skipping(filter: InvocationFilter, position: PagePosition | undefined): PagePosition | undefined {
  if (position === undefined || canMatch(filter, position.stage === 'finished')) return position;
  return position.stage === 'unfinished' ? skipping(filter, { stage: 'finished' }) : undefined;
}
