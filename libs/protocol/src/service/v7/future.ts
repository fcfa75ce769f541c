import { PerdureError, type AwaitPoint, type Combinator } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';

/** How deep await points may nest, the root counting as 1. Everything that walks one later may thus recurse. */
export const awaitPointDepthMax = 1000;

/** By number: COMBINATOR_TYPE_UNKNOWN to ALL_SUCCEEDED_OR_FIRST_FAILED. */
const combinators: readonly Combinator[] = [
  'unknown',
  'first-completed',
  'all-completed',
  'first-succeeded-or-all-failed',
  'all-succeeded-or-first-failed',
];

/**
 * Future (V7): 1 waiting_completions, 2 waiting_signals, 3 waiting_named_signals, 4 nested_futures, 5 combinator_type.
 * Throws `DECODE_FAILED` for a node that waits for nothing, an unknown combinator, and for too deep a nesting.
 */
export function readFuture(reader: ProtoReader, depth = 1): AwaitPoint {
  if (depth > awaitPointDepthMax)
    throw new PerdureError('DECODE_FAILED', `its await point nests deeper than ${awaitPointDepthMax} levels`);
  let combinator: Combinator = 'unknown';
  const completions: number[] = [];
  const signals: number[] = [];
  const namedSignals: string[] = [];
  const nested: AwaitPoint[] = [];
  while (reader.next())
    switch (reader.field) {
      case 1:
        reader.uints(completions);
        break;
      case 2:
        reader.uints(signals);
        break;
      case 3:
        namedSignals.push(reader.string());
        break;
      case 4:
        nested.push(readFuture(reader.message(), depth + 1));
        break;
      case 5:
        combinator = combinatorOf(reader.uint64());
        break;
      default:
        reader.skip();
    }
  if (completions.length + signals.length + namedSignals.length + nested.length === 0)
    throw new PerdureError('DECODE_FAILED', 'it waits for nothing');
  return { combinator, completions, signals, namedSignals, nested };
}

function combinatorOf(code: bigint): Combinator {
  const combinator = combinators[Number(code)];
  if (combinator === undefined)
    throw new PerdureError('DECODE_FAILED', `combinator ${String(code)} is unknown`);
  return combinator;
}
