import { createHash } from 'node:crypto';
import { createEngine } from '@perdure/engine';
import { RuleBook } from '@perdure/model';
import { decodeRow, journalCodec } from '@perdure/protocol';
import { describeMessage } from '../sdk/frames.js';
import { GoldenRows } from './golden-rows.js';
import { timedInput, type RecordedRow, type Recording } from './recording.js';

export interface Replayed {
  readonly rows: readonly RecordedRow[];
  /** Over all that got out, in order. */
  readonly effectsDigest: string;
  /** The rows as they were when this many inputs were applied. */
  readonly halfway: readonly RecordedRow[];
}

/** Tells a partition everything again, from the beginning or from rows that were stored after `from` inputs. */
export function replay(
  { partition, partitionCount, rules, inputs }: Recording,
  from = 0,
  stored: readonly RecordedRow[] = [],
): Replayed {
  const engine = createEngine({ codec: journalCodec, partition, partitionCount });
  const rows = new GoldenRows(stored);
  const book = new RuleBook(rules);
  const hash = createHash('sha256');
  let halfway: readonly RecordedRow[] = [];
  for (const [index, input] of inputs.entries()) {
    if (index === halfOf(inputs)) halfway = rows.all;
    if (index < from) continue;
    const { changes, effects } = engine.apply(rows, timedInput(input, book));
    rows.apply(changes);
    hash.update(describeMessage(effects));
  }
  return { rows: rows.all, effectsDigest: hash.digest('hex'), halfway };
}

export function halfOf(inputs: readonly unknown[]): number {
  return Math.floor(inputs.length / 2);
}

/** A line for each row, to be read by people. */
export function rowText({ table, group, member, bytes }: RecordedRow): string {
  return `${table} ${group} ${member} ${describeMessage({ row: decodeRow(table, bytes) })}`;
}

/** What a replay came to, to be kept: a digest of all that got out, and the rows. */
export function expectedText({ effectsDigest, rows }: Pick<Replayed, 'effectsDigest' | 'rows'>): string {
  return [`effects ${effectsDigest}`, ...rows.map(rowText)].join('\n') + '\n';
}
