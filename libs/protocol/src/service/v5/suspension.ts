import { PerdureError, type AwaitPoint } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';

/**
 * Suspension of V5 and V6: 1 waiting_completions, 2 waiting_signals (repeated uint32), 3 waiting_named_signals.
 * Any one of them resumes the invocation.
 */
export function decodeFlatSuspension(payload: Uint8Array): AwaitPoint {
  const completions: number[] = [];
  const signals: number[] = [];
  const namedSignals: string[] = [];
  for (const reader = new ProtoReader(payload); reader.next();)
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
      default:
        reader.skip();
    }
  if (completions.length + signals.length + namedSignals.length === 0)
    throw new PerdureError('DECODE_FAILED', 'it waits for nothing');
  return { combinator: 'first-completed', completions, signals, namedSignals, nested: [] };
}
