import { Inject, Injectable } from '@nestjs/common';
import {
  indexMember,
  instanceOf,
  single,
  type InvocationId,
  type InvocationRow,
  type PartitionId,
} from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';

import { adminTokens } from '../../admin-deps.js';
import { InvocationCommands } from '../invocation-commands.js';
import { invocationNotFound, InvocationProblem } from '../invocation-problem.js';
import type { InvocationDetails, JournalPage, Waiting } from './invocation-shapes.js';
import { JournalReader } from './journal-reader.js';
import { summaryJson } from './summary-json.js';
import { contentJson, timeJson } from './value-json.js';

/** Nobody reads on a screen how many more there are. */
const countedAheadMax = 1000;

/** One invocation, in all detail. */
@Injectable()
export class InvocationReader {
  constructor(
    @Inject(InvocationCommands) private readonly invocations: InvocationCommands,
    @Inject(adminTokens.stateReader) private readonly reader: StateReader,
    @Inject(JournalReader) private readonly journals: JournalReader,
  ) {}

  /** Rejects with the `InvocationProblem` of an unknown one. */
  async details(id: InvocationId): Promise<InvocationDetails> {
    const row = await this.load(id);
    return {
      ...summaryJson(row),
      waiting: await this.waiting(this.invocations.partitionOf(id), row),
      output: row.result?.kind === 'value' ? contentJson(row.result.value) : undefined,
    };
  }

  /** Entries from the one with the index `from` on. */
  async journal(id: InvocationId, from: number, limit: number): Promise<JournalPage> {
    const row = await this.load(id);
    const entries = await this.journals.page(this.invocations.partitionOf(id), row, from, limit);
    const last = entries.at(-1);
    const isMore = last !== undefined && last.index + 1 < row.journalLength;
    return { entries, ...(isMore && { next_page_token: String(last.index + 1) }) };
  }

  private async load(id: InvocationId): Promise<InvocationRow> {
    const row = await this.invocations.load(id);
    if (row === undefined) throw new InvocationProblem(id, invocationNotFound);
    return row;
  }

  private async waiting(partition: PartitionId, row: InvocationRow): Promise<Waiting | undefined> {
    const { status } = row;
    if (status === 'invoked' || status === 'completed') return undefined;
    if (status === 'scheduled') return { reason: 'start-time', until: timeJson(row.executeAtMs) };
    if (status === 'inboxed') return this.waitingForLock(partition, row);
    if (status === 'backing-off') return { reason: 'retry', until: timeJson(row.retryAtMs) };
    if (status === 'paused') return { reason: 'operator' };
    if (status === 'waiting') return { reason: 'limit', limit: limitJson(row.waitingFor) };
    const things = await this.journals.awaitedThings(partition, row);
    return { reason: 'results', ...(row.awaiting && { for: things.json(row.awaiting) }) };
  }

  private async waitingForLock(partition: PartitionId, row: InvocationRow): Promise<Waiting> {
    const group = instanceOf(row.target);
    if (group === undefined || row.inboxPosition === undefined) return { reason: 'object-lock' };
    const [lock, ahead] = await Promise.all([
      this.reader.get(partition, { table: 'lock', group, member: single }),
      this.reader.scan(partition, 'inbox', group, {
        before: indexMember(row.inboxPosition),
        limit: countedAheadMax,
      }),
    ]);
    return {
      reason: 'object-lock',
      holder_id: lock && decodeRow('lock', lock).holder,
      ahead: ahead.length,
    };
  }
}

/** The limit as it was when it began to wait. */
function limitJson(limit: InvocationRow['waitingFor']): Waiting['limit'] {
  return limit && { level: limit.level, rule: limit.pattern, concurrency: limit.concurrency };
}
