import { instanceOf, type Frame, type InvocationRow, type PartitionId } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow, encodeStart, randomSeedOf } from '@perdure/protocol';
import { noEagerState, readEagerState, type EagerState } from './eager-state.js';
import { rowPages } from './row-pages.js';

/** What an attempt is told before it may go on by itself (service-protocol 4.1). */
export interface ReplayPlan {
  readonly partition: PartitionId;
  readonly row: InvocationRow;
  readonly protocolVersion: number;
  /** Journal entries to replay, exactly. */
  readonly knownEntries: number;
  /** The only entry, when there is but one and it is at hand. */
  readonly input: Frame | undefined;
  readonly isStateLazy: boolean;
  readonly eagerStateBytesMax: number;
  readonly nowMs: number;
}

/** Start and the whole journal, when no read is needed for them: the first attempt of a plain service handler. */
export function immediateReplay(plan: ReplayPlan): readonly Frame[] | undefined {
  if (plan.input === undefined || plan.knownEntries !== 1 || needsState(plan)) return undefined;
  return [startFrame(plan, noEagerState), plan.input];
}

/** Start, then the journal, in pages of bounded size. Throws when the store does not hold what it must. */
export async function* storedReplay(
  plan: ReplayPlan,
  reader: StateReader,
): AsyncGenerator<readonly Frame[], void> {
  const start = startFrame(plan, await stateOf(plan, reader));
  if (plan.input !== undefined && plan.knownEntries === 1) {
    yield [start, plan.input];
    return;
  }
  let replayed = 0;
  for await (const page of rowPages(reader, plan.partition, 'journal', plan.row.id, plan.knownEntries)) {
    const entries = page.map(({ value }) => decodeRow('journal', value).frame);
    yield replayed === 0 ? [start, ...entries] : entries;
    replayed += entries.length;
  }
  if (replayed !== plan.knownEntries)
    throw new Error(`the journal holds ${replayed} entries where ${plan.knownEntries} were committed`);
}

function needsState({ row, isStateLazy }: ReplayPlan): boolean {
  return row.target.key !== undefined && !isStateLazy;
}

async function stateOf(plan: ReplayPlan, reader: StateReader): Promise<EagerState> {
  const instance = needsState(plan) ? instanceOf(plan.row.target) : undefined;
  if (instance === undefined) return noEagerState;
  return readEagerState(reader, plan.partition, instance, plan.eagerStateBytesMax);
}

function startFrame({ row, protocolVersion, knownEntries, nowMs }: ReplayPlan, state: EagerState): Frame {
  const { key, scope } = row.target;
  return encodeStart(protocolVersion, {
    id: row.id,
    knownEntries,
    state: state.entries,
    isPartialState: state.isPartial,
    failedAttemptsSinceLastEntry: row.failedAttemptsSinceLastEntry,
    durationSinceLastEntryMs: Math.max(0, nowMs - row.lastEntryAtMs),
    randomSeed: randomSeedOf(row.seededBy ?? row.id),
    ...(key !== undefined && { key }),
    ...(scope !== undefined && { scope }),
    ...(row.limitKey !== undefined && { limitKey: row.limitKey }),
    ...(row.idempotencyKey !== undefined && { idempotencyKey: row.idempotencyKey }),
  });
}
