import { parseInvocationId, type AttachTarget, type JournalCommand } from '@perdure/model';
import { idempotentInvocationId, workflowInvocationId } from '@perdure/protocol';
import { ManualClock, SequentialIds } from '@perdure/testkit';
import { HandlingLookup } from './handling-lookup.js';
import { CommandResolver } from './resolve-command.js';
import { handlingDefaults, registryOf } from './testing/fixtures.js';

type Call = Extract<JournalCommand, { kind: 'call' }>;

const registry = registryOf('http://127.0.0.1:1', [
  { name: 'Plain', type: 'service', handlers: { h: 'plain' } },
  { name: 'Object', type: 'virtual-object', handlers: { h: 'exclusive' } },
  { name: 'Flow', type: 'workflow', handlers: { run: 'workflow', ask: 'shared' } },
]);
const resolver = new CommandResolver(
  registry,
  new HandlingLookup(handlingDefaults),
  new SequentialIds(),
  new ManualClock(),
  true,
);

function call(more: Partial<Call>): Call {
  return {
    kind: 'call',
    service: 'Plain',
    handler: 'h',
    key: '',
    headers: [],
    parameter: new Uint8Array(),
    invocationIdCompletionId: 1,
    resultCompletionId: 2,
    ...more,
  };
}

describe('resolving commands', () => {
  test.each<[string, Partial<Call>, number, string]>([
    ['an unknown service', { service: 'Nobody' }, 404, 'RT0018'],
    ['an unknown handler', { handler: 'nothing' }, 404, 'RT0018'],
    ['a key for a plain service', { key: 'k' }, 500, 'RT0018'],
    ['an empty idempotency key', { idempotencyKey: '' }, 500, 'RT0018'],
    ['a malformed scope', { scope: 'a b' }, 500, 'RT0024'],
    ['a malformed limit key', { scope: 'tenant', limitKey: 'a/b/c' }, 500, 'RT0024'],
    ['a limit key without a scope', { limitKey: 'limit' }, 500, 'RT0024'],
  ])('refuses %s', (_name, more, code, restateCode) => {
    const failure = { code, restateCode };
    expect(resolver.resolve(call(more))).toMatchObject({ kind: 'unresolvable', failure });
  });

  test('gives every plain call an id of its own, and repeats an id that is derived', () => {
    const idOf = (more: Partial<Call>): string => {
      const resolution = resolver.resolve(call(more));
      if (resolution?.kind !== 'callee') throw new Error('not resolved');
      return parseInvocationId(resolution.invocationId);
    };
    expect(idOf({})).not.toBe(idOf({}));
    // Invocations of one key live in one partition: their ids share the partition key.
    const keyed = { service: 'Object', key: 'k' };
    expect(idOf(keyed).slice(0, 16)).toBe(idOf(keyed).slice(0, 16));
    expect(idOf(keyed)).not.toBe(idOf(keyed));
    expect(idOf({ ...keyed, idempotencyKey: 'i' })).toBe(
      idempotentInvocationId({ service: 'Object', key: 'k', handler: 'h', idempotencyKey: 'i' }),
    );
    expect(idOf({ idempotencyKey: 'i' })).toBe(
      idempotentInvocationId({ service: 'Plain', handler: 'h', idempotencyKey: 'i' }),
    );
    const flow = { service: 'Flow', key: 'w' };
    expect(idOf({ ...flow, handler: 'run', idempotencyKey: 'ignored' })).toBe(
      workflowInvocationId({ workflow: 'Flow', key: 'w' }),
    );
  });

  test('a scope is part of who is called, a limit key is not', () => {
    const object = { service: 'Object', key: 'k', idempotencyKey: 'i', scope: 'tenant' };
    const invocationId = idempotentInvocationId({
      scope: 'tenant',
      service: 'Object',
      key: 'k',
      handler: 'h',
      idempotencyKey: 'i',
    });
    expect(resolver.resolve(call(object))).toMatchObject({
      invocationId,
      target: { scope: 'tenant', key: 'k' },
    });
    expect(resolver.resolve(call({ ...object, limitKey: 'gold/' }))).toMatchObject({
      invocationId,
      limitKey: 'gold',
    });
    const run = { service: 'Flow', handler: 'run', key: 'w', scope: 'tenant' };
    expect(resolver.resolve(call(run))).toMatchObject({
      invocationId: workflowInvocationId({ scope: 'tenant', workflow: 'Flow', key: 'w' }),
      target: { scope: 'tenant' },
    });
    expect(resolver.resolve(call({}))).not.toHaveProperty('target.scope');
  });

  test('refuses scopes where they are switched off', () => {
    const lookup = new HandlingLookup(handlingDefaults);
    const strict = new CommandResolver(registry, lookup, new SequentialIds(), new ManualClock(), false);
    const refused = { kind: 'unresolvable', failure: { restateCode: 'RT0024' } };
    const target: AttachTarget = { kind: 'workflow', workflow: 'W', key: 'w1', scope: 's' };
    expect(strict.resolve(call({ scope: 's' }))).toMatchObject(refused);
    expect(strict.resolve({ kind: 'attach-invocation', target, completionId: 1 })).toMatchObject(refused);
    expect(strict.resolve(call({}))).toMatchObject({ kind: 'callee' });
  });

  test('an empty key is a key, and the idempotency key of a workflow run is dropped', () => {
    expect(resolver.resolve(call({ service: 'Object' }))).toMatchObject({ target: { key: '' } });
    const run = resolver.resolve(call({ service: 'Flow', handler: 'run', key: 'w', idempotencyKey: 'i' }));
    expect(run).toMatchObject({ retention: { completionMs: 2000, journalMs: 1000 } });
    expect(run).not.toHaveProperty('idempotencyKey');
    expect(resolver.resolve(call({}))).not.toHaveProperty('target.key');
  });

  test('finds the invocation that attach, output, signal and awakeable commands name', () => {
    const id = 'inv_15w6EsgQgP2j7x8VqYwh720dUqoIFE3xbR';
    const attach = (target: AttachTarget): unknown =>
      resolver.resolve({ kind: 'attach-invocation', target, completionId: 1 });
    const signal = (targetInvocationId: string): unknown =>
      resolver.resolve({
        kind: 'send-signal',
        targetInvocationId,
        signal: { kind: 'index', index: 1 },
        result: { kind: 'void' },
      });
    const awakeable = (awakeableId: string): unknown =>
      resolver.resolve({
        kind: 'complete-awakeable',
        awakeableId,
        result: { kind: 'value', value: new Uint8Array() },
      });
    const malformed = {
      kind: 'unresolvable',
      failure: { restateCode: 'RT0012', message: expect.stringContaining('malformed') },
    };

    expect(attach({ kind: 'invocation', invocationId: id })).toEqual({
      kind: 'invocation',
      invocationId: id,
    });
    expect(attach({ kind: 'invocation', invocationId: 'inv_1' })).toMatchObject(malformed);
    // Both vectors are of service-protocol 6.3; nobody needs the services to be registered.
    expect(
      attach({ kind: 'idempotent-request', service: 'T', handler: 'greet', idempotencyKey: 'my-key' }),
    ).toEqual({ kind: 'invocation', invocationId: id });
    expect(attach({ kind: 'workflow', workflow: 'W', key: 'w1' })).toEqual({
      kind: 'invocation',
      invocationId: 'inv_12kpUQONmeFb0f6RCQUL06M6iQaCnI02st',
    });
    // The vectors of ingress-api 6.4.
    expect(attach({ kind: 'workflow', workflow: 'MyWorkflow', key: 'wf1', scope: 's1' })).toMatchObject({
      invocationId: 'inv_1a1mlWikgvPI4WLZN5NHLKEfQwQmUqRPYt',
    });
    const request = { service: 'MyService', handler: 'noArg', idempotencyKey: 'k1', scope: 's' };
    expect(attach({ kind: 'idempotent-request', ...request })).toMatchObject({
      invocationId: 'inv_11110Rzeqthr61J9Q7lnVVkcbtk9qAEnUG',
    });
    expect(signal(id)).toEqual({ kind: 'invocation', invocationId: id });
    expect(signal('nobody')).toMatchObject(malformed);
    expect(awakeable('sign_1-8ohBf9J-dLgby_Sc029zAtu7RYHLumSAAAAEQ')).toMatchObject({
      kind: 'invocation',
      signalIndex: 17,
    });
    expect(awakeable('prom_1abc')).toMatchObject(malformed);
    expect(resolver.resolve({ kind: 'clear-all-state' })).toBeUndefined();
  });
});
