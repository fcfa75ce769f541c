import {
  limitCounter,
  single,
  type InvocationId,
  type InvocationRow,
  type LimitLane,
  type LimitLaneName,
  type LimitLevel,
  type WaitingRow,
} from '@perdure/model';
import { hasStarted } from '../lifecycle/has-started.js';
import type { MemoryView } from './memory-view.js';

/** What must be true of the counters of limits, and of those who wait for them, between any two inputs. */
export function brokenLimits(view: MemoryView): string[] {
  const rows = view.all('invocation').map(({ row }) => row);
  const problems: string[] = [];
  const inLine = new Set<string>();
  for (const { member: counter, row } of view.all('limit')) {
    const counted = rows.filter((each) => each.slots?.some((level) => counterOf(each, level) === counter));
    if (counted.length !== row.slotsTaken)
      problems.push(
        `SlotsAreCounted: ${String(row.slotsTaken)} of ${counter}, ${String(counted.length)} have one`,
      );
    if (row.slotsTaken === 0 && row.resuming === undefined && row.starting === undefined)
      problems.push(`NoStrayRows: counter ${counter} tells nothing`);
    for (const name of ['resuming', 'starting'] as const)
      for (const id of lineOf(view, counter, row[name], problems)) {
        inLine.add(`${counter} ${id}`);
        problems.push(...brokenPlace(view, counter, name, id));
      }
  }
  for (const row of rows) {
    for (const level of row.slots ?? [])
      if (view.get('limit', single, counterOf(row, level)) === undefined)
        problems.push(`SlotsAreCounted: ${row.id} has a slot of an unknown counter`);
    if (row.waitingFor !== undefined && !inLine.has(`${counterOf(row, row.waitingFor.level)} ${row.id}`))
      problems.push(`NoLostInvocation: ${row.id} waits in no line`);
  }
  if (view.all('waiting').length !== inLine.size) problems.push('NoStrayRows: links of nobody');
  return problems;
}

/** Who waits for a counter, first come first. */
export function waitingFor(view: MemoryView, counter: string, lane: LimitLaneName): InvocationId[] {
  return lineOf(view, counter, view.get('limit', single, counter)?.[lane], []);
}

function lineOf(
  view: MemoryView,
  counter: string,
  lane: LimitLane | undefined,
  problems: string[],
): InvocationId[] {
  if (lane === undefined) return [];
  const ids: InvocationId[] = [];
  for (let id: InvocationId | undefined = lane.first; id !== undefined && ids.length <= lane.length;) {
    const links: WaitingRow | undefined = view.get('waiting', counter, id);
    const before = ids.at(-1);
    if (links === undefined || (before !== undefined && links.previous !== before))
      problems.push(`LineIsWhole: ${counter} at ${id}`);
    ids.push(id);
    id = links?.next;
  }
  if (ids.length !== lane.length || ids.at(-1) !== lane.last || ids.at(-2) !== lane.beforeLast)
    problems.push(`LineIsWhole: the ends of ${counter}`);
  return ids;
}

function brokenPlace(view: MemoryView, counter: string, lane: LimitLaneName, id: InvocationId): string[] {
  const row = view.get('invocation', id, single);
  if (row?.waitingFor === undefined) return [`NoStrayRows: ${id} in the line of ${counter}`];
  const isHere = counterOf(row, row.waitingFor.level) === counter;
  return isHere && hasStarted(row) === (lane === 'resuming') ? [] : [`LineIsWhole: ${id} in a wrong line`];
}

export function counterOf({ target, limitKey }: InvocationRow, level: LimitLevel): string {
  return limitCounter(target.scope ?? '', limitKey, level) ?? '';
}
