import type { InvocationId, InvokeCommand, LogOffset, PartitionCommand } from '@perdure/model';
import { tracedSettle } from './tracer.js';

const invocationId = 'inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr' as InvocationId;
const invoke: InvokeCommand = {
  kind: 'invoke',
  invocationId,
  target: { service: 'Greeter', serviceType: 'service', handler: 'greet', handlerKind: 'plain' },
  input: new Uint8Array(),
  source: { kind: 'ingress' },
  retention: { completionMs: 0, journalMs: 0 },
};
const traced: InvokeCommand = { ...invoke, trace: { traceparent: 'of the ingress' } };

describe('a command from the log', () => {
  const told: unknown[] = [];
  const tracer = {
    startAccept: ({ trace }: InvokeCommand) => {
      told.push(trace?.traceparent);
      return (error?: unknown) => told.push(error ?? 'durable');
    },
  };
  const settle = (error?: unknown): void => void told.push(error === undefined ? 'settled' : 'refused');
  const entryOf = (command: PartitionCommand) => ({ record: { command }, offset: 0 as LogOffset, settle });

  beforeEach(() => told.splice(0));

  it('that is traced is told from its coming until it is durable, or until it is not', () => {
    tracedSettle(entryOf(traced), tracer)?.();
    tracedSettle(entryOf(traced), tracer)?.('revoked');

    expect(told).toEqual(['of the ingress', 'settled', 'durable', 'of the ingress', 'refused', 'revoked']);
  });

  it('costs nothing where nobody traces', () => {
    expect(tracedSettle(entryOf(traced), undefined)).toBe(settle);
    expect(tracedSettle(entryOf(invoke), tracer)).toBe(settle);
    expect(tracedSettle(entryOf({ kind: 'kill', invocationId }), tracer)).toBe(settle);
    expect(told).toEqual([]);
  });
});
