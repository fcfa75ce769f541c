import { indexMember, instanceOf, type Frame, type InvocationRow, type PartitionId } from '@perdure/model';
import type { StateReader } from '@perdure/ports';
import { decodeRow, encodeStart, randomSeedOf } from '@perdure/protocol';
import { eagerStateOf, noEagerState, readEagerState, type EagerState } from './eager-state.js';
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
  /** Whole state of the instance, when it is at hand. */
  readonly state: ReadonlyMap<string, Uint8Array> | undefined;
  readonly isStateLazy: boolean;
  readonly eagerStateBytesMax: number;
  readonly nowMs: number;
}

/** A journal of so many entries is read at once where the store can do that: waiting for it would cost more. */
const entriesAtOnceMax = 32;

/** Start and the whole journal, when nothing has to be waited for. */
export function immediateReplay(plan: ReplayPlan, reader: StateReader): readonly Frame[] | undefined {
  const state = stateAtHand(plan);
  const journal = state === undefined ? undefined : journalAtHand(plan, reader);
  return state === undefined || journal === undefined ? undefined : [startFrame(plan, state), ...journal];
}

/** Start, then the journal, in pages of bounded size. Throws when the store does not hold what it must. */
export async function* storedReplay(
  plan: ReplayPlan,
  reader: StateReader,
): AsyncGenerator<readonly Frame[], void> {
  const start = startFrame(plan, stateAtHand(plan) ?? (await storedState(plan, reader)));
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

function stateAtHand({ row, isStateLazy, state, eagerStateBytesMax }: ReplayPlan): EagerState | undefined {
  if (row.target.key === undefined || isStateLazy) return noEagerState;
  return state === undefined ? undefined : eagerStateOf(state, eagerStateBytesMax);
}

async function storedState(plan: ReplayPlan, reader: StateReader): Promise<EagerState> {
  const instance = instanceOf(plan.row.target);
  if (instance === undefined) return noEagerState;
  return readEagerState(reader, plan.partition, instance, plan.eagerStateBytesMax);
}

/** Undefined when it must be waited for, and when an entry is missing: then reading it properly tells what is wrong. */
function journalAtHand(plan: ReplayPlan, reader: StateReader): readonly Frame[] | undefined {
  const { partition, row, knownEntries, input } = plan;
  if (input !== undefined && knownEntries === 1) return [input];
  if (reader.getSync === undefined || knownEntries > entriesAtOnceMax) return undefined;
  const frames: Frame[] = [];
  for (let index = 0; index < knownEntries; index++) {
    const bytes = reader.getSync(partition, { table: 'journal', group: row.id, member: indexMember(index) });
    if (bytes === undefined) return undefined;
    frames.push(decodeRow('journal', bytes).frame);
  }
  return frames;
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
