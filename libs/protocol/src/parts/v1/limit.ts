import type { InvocationRow, LimitLevel } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { completed, type Draft } from './draft.js';
import { Enumeration } from './enumeration.js';

const levels = new Enumeration<LimitLevel>('limit level', { scope: 1, level1: 2, level2: 3 });

/** Level numbers, packed. */
export function writeLevels(
  writer: ProtoWriter,
  field: number,
  held: readonly LimitLevel[] | undefined,
): void {
  if (held === undefined) return;
  writer.packedUints(
    field,
    held.map((level) => levels.toNumber(level)),
  );
}

export function readLevels(reader: ProtoReader): LimitLevel[] {
  const numbers: number[] = [];
  reader.uints(numbers);
  return numbers.map((number) => levels.fromNumber(number));
}

type WaitingFor = NonNullable<InvocationRow['waitingFor']>;

/**
 *     1 level        number of the word
 *     2 pattern      string
 *     3 concurrency  uint
 */
export function writeWaitingFor(writer: ProtoWriter, { level, pattern, concurrency }: WaitingFor): void {
  writer.uint(1, levels.toNumber(level)).string(2, pattern).uint(3, concurrency);
}

export function readWaitingFor(reader: ProtoReader): WaitingFor {
  const waitingFor: Draft<WaitingFor, 'level' | 'pattern' | 'concurrency'> = {};
  while (reader.next())
    if (reader.field === 1) waitingFor.level = levels.fromNumber(reader.uint());
    else if (reader.field === 2) waitingFor.pattern = reader.string();
    else if (reader.field === 3) waitingFor.concurrency = reader.uint();
    else reader.skip();
  return completed('awaited limit', waitingFor, 'level', 'pattern', 'concurrency');
}
