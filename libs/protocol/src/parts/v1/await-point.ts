import type { AwaitPoint, Combinator } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { Enumeration } from './enumeration.js';

const combinators = new Enumeration<Combinator>('combinator', {
  unknown: 1,
  'first-completed': 2,
  'all-completed': 3,
  'first-succeeded-or-all-failed': 4,
  'all-succeeded-or-first-failed': 5,
});

/**
 *     1 combinator    number of the word; `first-completed` when absent, which is what flat lists have
 *     2 completions   uint, packed
 *     3 signals       uint, packed
 *     4 namedSignals  string, repeated
 *     5 nested        message, repeated
 */
export function writeAwaitPoint(writer: ProtoWriter, point: AwaitPoint): void {
  if (point.combinator !== 'first-completed') writer.uint(1, combinators.toNumber(point.combinator));
  writer.packedUints(2, point.completions).packedUints(3, point.signals);
  for (const name of point.namedSignals) writer.string(4, name);
  for (const child of point.nested) writer.message(5, (nested) => writeAwaitPoint(nested, child));
}

export function readAwaitPoint(reader: ProtoReader): AwaitPoint {
  let combinator: Combinator = 'first-completed';
  const completions: number[] = [];
  const signals: number[] = [];
  const namedSignals: string[] = [];
  const nested: AwaitPoint[] = [];
  while (reader.next())
    switch (reader.field) {
      case 1:
        combinator = combinators.fromNumber(reader.uint());
        break;
      case 2:
        reader.uints(completions);
        break;
      case 3:
        reader.uints(signals);
        break;
      case 4:
        namedSignals.push(reader.string());
        break;
      case 5:
        nested.push(readAwaitPoint(reader.message()));
        break;
      default:
        reader.skip();
    }
  return { combinator, completions, signals, namedSignals, nested };
}
