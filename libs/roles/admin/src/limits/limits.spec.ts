import { AdminWorld, type AdminAnswer } from '../testing/admin-world.js';

let world: AdminWorld;
beforeEach(async () => {
  world = await AdminWorld.create();
});
afterEach(() => world.close());

const put = (body: unknown): Promise<AdminAnswer> => world.send('PUT', '/limits/rules', body);
const remove = (body: unknown): Promise<AdminAnswer> => world.send('POST', '/limits/rules/bulk-delete', body);

describe('PUT /limits/rules', () => {
  it('answers with the rules of the batch, absent fields as for a new rule', async () => {
    const full = { pattern: 'fc/*', limits: { concurrency: 1 }, description: 'text', disabled: true };
    const nowMs = world.replyClock.nowMs();
    const written = { version: 1, last_modified_millis_since_epoch: nowMs };
    const { status, json } = await put([
      { ...full, precondition: { type: 'does_not_exist' }, unknown: 1 },
      { pattern: '*/', limits: { concurrency: null }, description: null },
    ]);
    expect({ status, json }).toEqual({
      status: 200,
      json: [
        { ...full, ...written },
        { pattern: '*', limits: {}, disabled: false, ...written },
      ],
    });

    const replaced = await put([{ pattern: 'fc/*', precondition: { type: 'matches', version: 1 } }]);
    expect(replaced.json).toEqual([{ pattern: 'fc/*', limits: {}, disabled: false, ...written, version: 2 }]);
    expect((await put([])).json).toEqual([]);
  });

  it('changes nothing when a precondition fails', async () => {
    await put([{ pattern: 'fc' }]);
    const { status, json } = await put([
      { pattern: 'new' },
      { pattern: 'fc', precondition: { type: 'does_not_exist' } },
    ]);
    expect({ status, json }).toEqual({
      status: 409,
      json: {
        message: 'rule precondition DoesNotExist for pattern fc failed (actual version: Some(v1))',
        restate_code: null,
      },
    });
    expect((await remove([{ pattern: 'new' }])).json).toEqual([]);
  });

  it.each<[unknown, string]>([
    [{}, 'invalid type: map, expected a sequence'],
    [[{}], '[0]: missing field `pattern`'],
    [[{ pattern: 5 }], '[0].pattern: invalid type: integer `5`, expected a string'],
    [[{ pattern: '' }], '[0].pattern: pattern cannot be empty'],
    [[{ pattern: 'a/b/c/d' }], '[0].pattern: too many path components (max 3)'],
    [
      [{ pattern: 'a' }, { pattern: 'a b' }],
      '[1].pattern: invalid component: value contains characters outside the allowed set [a-zA-Z0-9_.-]',
    ],
    [
      [{ pattern: 'q', limits: { concurrency: 0 } }],
      '[0].limits.concurrency: invalid value: integer `0`, expected a nonzero u32',
    ],
    [
      [{ pattern: 'q', limits: { concurrency: 4_294_967_296 } }],
      '[0].limits.concurrency: invalid value: integer `4294967296`, expected a nonzero u32',
    ],
    [
      [{ pattern: 'q', limits: { concurrency: 'x' } }],
      '[0].limits.concurrency: invalid type: string "x", expected a nonzero u32',
    ],
    [[{ pattern: 'q', limits: null }], '[0].limits: invalid type: null, expected struct UserLimits'],
    [[{ pattern: 'q', disabled: 'x' }], '[0].disabled: invalid type: string "x", expected a boolean'],
    [
      [{ pattern: 'q', precondition: { type: 'foo' } }],
      '[0].precondition.type: unknown variant `foo`, expected one of `none`, `matches`, `does_not_exist`',
    ],
    [[{ pattern: 'q', precondition: { type: 'matches' } }], '[0].precondition: missing field `version`'],
    [
      [{ pattern: 'q', precondition: null }],
      '[0].precondition: invalid type: null, expected adjacently tagged enum Precondition',
    ],
  ])('refuses %j', async (body, problem) => {
    expect(await put(body)).toMatchObject({
      status: 422,
      text: `Failed to deserialize the JSON body into the target type: ${problem}`,
    });
  });

  it('is the only way in', async () => {
    expect(await world.send('GET', '/limits/rules')).toMatchObject({
      status: 405,
      headers: { allow: 'PUT' },
    });
    expect((await world.send('PUT', '/v3/limits/rules', [])).status).toBe(200);
  });
});

describe('POST /limits/rules/bulk-delete', () => {
  it('answers with the patterns that were there', async () => {
    await put([{ pattern: 'a' }, { pattern: 'b' }]);
    expect(await remove([{ pattern: 'a', expected_version: 1 }, { pattern: 'nope' }])).toMatchObject({
      status: 200,
      json: ['a'],
    });
    expect(await remove([{ pattern: 'b', expected_version: 7 }])).toMatchObject({ status: 409 });
    expect(await remove([{}])).toMatchObject({
      status: 422,
      text: 'Failed to deserialize the JSON body into the target type: [0]: missing field `pattern`',
    });
    expect((await remove([{ pattern: 'b', expected_version: null }])).json).toEqual(['b']);
  });
});
