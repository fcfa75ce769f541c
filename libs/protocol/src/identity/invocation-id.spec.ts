import { invocationIdToBytes, type InvocationId } from '@perdure/model';
import {
  freshInvocationId,
  idempotentInvocationId,
  siblingInvocationId,
  workflowInvocationId,
} from './invocation-id.js';

/** Vectors of ingress-api 6.4 and service-protocol 6.3. */

describe('the id of a workflow run', () => {
  it.each([
    [{ workflow: 'MyWorkflow', key: 'wf1' }, 'inv_1j2qHrZ52MQW6u9JwZAWPJvttOfzhbrspJ'],
    [{ workflow: 'MyWorkflow', key: 'wf1', scope: 's1' }, 'inv_1a1mlWikgvPI4WLZN5NHLKEfQwQmUqRPYt'],
    [{ workflow: 'QuickWf', key: 'sw1', scope: 'tenant-a' }, 'inv_1bCHipEtBoR24jDVx3c0yziLBkD31nRTih'],
    [{ workflow: 'W', key: 'w1' }, 'inv_12kpUQONmeFb0f6RCQUL06M6iQaCnI02st'],
  ])('%j', (run, id) => {
    expect(workflowInvocationId(run)).toBe(id);
  });
});

describe('the id of an idempotent request', () => {
  it.each([
    [
      { service: 'MyService', handler: 'noArg', idempotencyKey: 'k1' },
      'inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy',
    ],
    [
      { service: 'MyService', handler: 'noArg', idempotencyKey: 'k1', scope: 's' },
      'inv_11110Rzeqthr61J9Q7lnVVkcbtk9qAEnUG',
    ],
    [{ service: 'Nope', handler: 'x', idempotencyKey: 'y' }, 'inv_1hoYSUtGusnh0nZtBzmYV5lhgfWRiaDUCe'],
    [
      { service: 'MyVirtualObject', key: 'k', handler: 'key', idempotencyKey: 'y' },
      'inv_10T5Thwsbi8d06UbEPCkHaPWrQbArTaJBB',
    ],
    [{ service: 'T', handler: 'greet', idempotencyKey: 'my-key' }, 'inv_15w6EsgQgP2j7x8VqYwh720dUqoIFE3xbR'],
  ])('%j', (request, id) => {
    expect(idempotentInvocationId(request)).toBe(id);
  });

  it('has a uuid of its own per handler and key', () => {
    const id = idempotentInvocationId({ service: 'T', handler: 'callee', idempotencyKey: 'ik-1' });
    expect(uuid(id)).toBe('e2a604c61617bf393a0481f3b6977fbe');
  });
});

describe('a fresh id', () => {
  const ulid = Buffer.from('019a0000000000112233445566778899', 'hex');

  it('is placed by scope, or else by key', () => {
    const fresh = { service: 'O', key: 'k1', ulid, fraction: 0.5 };

    expect(partitionKey(freshInvocationId(fresh))).toBe('548ae3cba54055b3');
    expect(uuid(freshInvocationId(fresh))).toBe('019a0000000000112233445566778899');
    expect(partitionKey(freshInvocationId({ ...fresh, scope: 's1' }))).toBe(
      partitionKey(workflowInvocationId({ workflow: 'W', key: 'k', scope: 's1' })),
    );
    // The empty key is a key.
    expect(freshInvocationId({ ...fresh, key: '', fraction: 0 })).toBe(
      freshInvocationId({ ...fresh, key: '' }),
    );
  });

  it('is placed at random without either, among the places of idempotent requests', () => {
    const places = Array.from({ length: 512 }, (_, bucket) =>
      partitionKey(freshInvocationId({ service: 'T', ulid, fraction: (bucket + 0.5) / 512 })),
    );

    expect(new Set(places).size).toBe(512);
    expect(places).toContain('1bdcb34fc1194540'); // (service `T`, idempotency key `my-key`)
    expect(partitionKey(freshInvocationId({ service: 'T', ulid, fraction: 1 - Number.EPSILON }))).toBe(
      places[511],
    );
  });
});

function partitionKey(id: InvocationId): string {
  return Buffer.from(invocationIdToBytes(id)).toString('hex', 0, 8);
}

function uuid(id: InvocationId): string {
  return Buffer.from(invocationIdToBytes(id)).toString('hex', 8);
}

it('a sibling has the same partition key, and is somebody else', () => {
  const id = 'inv_1j2qHrZ52MQW6u9JwZAWPJvttOfzhbrspJ' as InvocationId;
  const sibling = siblingInvocationId(id, new Uint8Array(16).fill(7));
  expect(invocationIdToBytes(sibling)).toEqual(
    Uint8Array.from([...invocationIdToBytes(id).subarray(0, 8), ...new Uint8Array(16).fill(7)]),
  );
});
