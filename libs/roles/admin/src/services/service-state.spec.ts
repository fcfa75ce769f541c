import { AdminWorld } from '../testing/admin-world.js';

let world: AdminWorld;
beforeEach(async () => {
  world = await AdminWorld.create();
  world.endpoints.serve(
    'http://all/',
    { name: 'Shop', ty: 'SERVICE', handlers: [{ name: 'order' }] },
    { name: 'Cart', ty: 'VIRTUAL_OBJECT', handlers: [{ name: 'add' }] },
    { name: 'Signup', ty: 'WORKFLOW', handlers: [{ name: 'run', ty: 'WORKFLOW' }] },
  );
  await world.send('POST', '/deployments', { uri: 'http://all' });
});
afterEach(() => world.close());

const modify = (service: string, body: unknown) => world.send('POST', `/services/${service}/state`, body);
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

describe('POST /services/{service}/state', () => {
  it('sends the change to the partition of the object, and waits for nothing', async () => {
    const answer = await modify('Cart', {
      object_key: 'st1',
      new_state: { count: [52, 50], näme: '"ä"', nothing: [] },
      version: 'v',
    });
    expect(answer).toMatchObject({ status: 202, text: '' });
    expect(world.partitions.commands).toEqual([
      {
        partition: expect.any(Number) as number,
        command: {
          kind: 'modify-state',
          instance: '/Cart/st1',
          change: {
            newState: [
              ['count', bytes('42')],
              ['näme', Buffer.from('"ä"')],
              ['nothing', bytes('')],
            ],
            expectedVersion: 'v',
          },
        },
      },
    ]);
  });

  it('finds the partition by the scope, if there is one, else by the key', async () => {
    for (const body of [
      { object_key: 'a', scope: 's' },
      { object_key: 'b', scope: 's' },
      { object_key: 's' },
      { object_key: 'a', scope: null, version: null },
    ])
      await modify('Cart', { ...body, new_state: {} });
    const [first, second, third, fourth] = world.partitions.commands;
    expect([second?.partition, third?.partition]).toEqual([first?.partition, first?.partition]);
    expect(first?.command).toMatchObject({ instance: 's/Cart/a' });
    expect(fourth?.command).toEqual({ kind: 'modify-state', instance: '/Cart/a', change: { newState: [] } });
  });

  it('is for what has state, and for what is left of a service that is gone', async () => {
    expect(await modify('Signup', { object_key: 'k', new_state: { a: 'b' } })).toMatchObject({ status: 202 });
    expect(await modify('Gone', { object_key: 'k', new_state: {} })).toMatchObject({ status: 202 });
    expect(await modify('Gone', { object_key: 'k', new_state: { a: 'b' } })).toMatchObject({
      status: 404,
      json: { message: "The requested service 'Gone' does not exist" },
    });
    expect(await modify('Shop', { object_key: 'k', new_state: {}, scope: 'a b' })).toMatchObject({
      status: 400,
      json: { message: 'Cannot modify state for service type Service', restate_code: null },
    });
  });

  it.each([
    ['a b', 'value contains characters outside the allowed set [a-zA-Z0-9_.-]'],
    ['', 'value cannot be empty'],
    ['a'.repeat(37), 'value too long: 37 bytes (max 36)'],
  ])('refuses the scope %j', async (scope, problem) => {
    expect(await modify('Cart', { object_key: 'k', new_state: {}, scope })).toMatchObject({
      status: 500,
      json: { message: `bad scope: ${problem}` },
    });
  });

  it.each([
    [{ new_state: {} }, 'object_key'],
    [{ object_key: 'k' }, 'new_state'],
    [{ object_key: 'k', new_state: { a: [256] } }, 'new_state.a'],
    [{ object_key: 'k', new_state: { a: [1.5] } }, 'new_state.a'],
    [{ object_key: 'k', new_state: { a: null } }, 'new_state.a'],
    [{ object_key: 1, new_state: {} }, 'object_key'],
    [[], 'expected object'],
  ])('does not take %j for a change', async (body, field) => {
    const answer = await modify('Cart', body);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Failed to deserialize the JSON body into the target type: ');
    expect(answer.text).toContain(field);
    expect(world.partitions.commands).toEqual([]);
  });
});
