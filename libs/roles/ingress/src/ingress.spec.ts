import { failureResult, type InvocationId, PerdureError, type Result } from '@perdure/model';
import { decodeInputPayload } from '@perdure/protocol';

import type { IngressSettings } from './dependencies.js';
import { jsonType, replyTimeoutMs, type RequestOptions, RunningIngress } from './testing/running-ingress.js';

let ingress: RunningIngress;
const started: RunningIngress[] = [];

async function start(settings?: Partial<IngressSettings>): Promise<RunningIngress> {
  const running = await RunningIngress.start(settings);
  started.push(running);
  return running;
}

beforeEach(async () => {
  ingress = await start();
});
afterEach(async () => {
  for (const running of started.splice(0)) await running.stop();
});

const value = (text: string): Result => ({ kind: 'value', value: Buffer.from(text) });
const invocationError = { 'x-restate-error-source': 'invocation', 'content-type': 'application/json' };
const ingressError = { 'x-restate-error-source': 'ingress', 'content-type': 'application/json' };

describe('a call (ingress-api 3.2)', () => {
  it('hands request and path to the handler and answers with its output', async () => {
    const { owner } = ingress;
    const answering = ingress.send('POST', '/restate/call/Greeter/greet?a=b', {
      headers: { ...jsonType, 'X-Upper': 'kept', 'x-twice': ['1', '2'], 'x-restate-ingress-path': 'mine' },
      body: '{"x":1}',
    });
    await owner.hasSeen(1);
    const [invoke] = owner.invocations;
    const { headers, body } = decodeInputPayload(invoke!.input);
    expect(Buffer.from(body).toString()).toBe('{"x":1}');
    expect(headers).toEqual([
      { key: 'x-restate-ingress-path', value: '/restate/call/Greeter/greet?a=b' },
      { key: 'content-length', value: '7' },
      { key: 'content-type', value: 'application/json' },
      { key: 'x-upper', value: 'kept' },
      { key: 'x-twice', value: '1' },
      { key: 'x-restate-ingress-path', value: 'mine' },
    ]);
    expect(invoke).toMatchObject({
      target: { service: 'Greeter', serviceType: 'service', handler: 'greet', handlerKind: 'plain' },
      listener: { kind: 'node', nodeId: 'n1' },
    });

    owner.complete(invoke!.invocationId, value('"hi"'));
    const answer = await answering;
    expect(answer).toMatchObject({
      status: 200,
      body: '"hi"',
      headers: {
        'x-restate-id': invoke!.invocationId,
        'content-type': 'application/json',
        'content-length': '4',
      },
    });
    expect(answer.headers).not.toHaveProperty('idempotency-expires');
    expect(answer.headers).toHaveProperty('date');
  });

  it('types an empty output only if the handler wants it', async () => {
    ingress.owner.autoComplete = () => value('');
    const untyped = await ingress.send('GET', '/Greeter/greet');
    expect(untyped.headers).toMatchObject({ 'content-length': '0' });
    expect(untyped.headers).not.toHaveProperty('content-type');
    const typed = await ingress.send('GET', '/Greeter/bytes');
    expect(typed.headers).toMatchObject({ 'content-type': 'application/octet-stream' });
  });

  it('joins the invocation of its idempotency key, and says when a stored result expires', async () => {
    const { owner, clock } = ingress;
    const headers = { 'idempotency-key': 'k1' };
    const first = ingress.send('POST', '/Counter/a/add', { headers });
    await owner.hasSeen(1);
    const second = ingress.send('POST', '/Counter/a/add', { headers });
    await owner.hasSeen(2);
    const [invoke, repeated] = owner.invocations;
    expect(repeated!.invocationId).toBe(invoke!.invocationId);
    expect(invoke!.idempotencyKey).toBe('k1');

    owner.complete(invoke!.invocationId, value('1'));
    for (const answer of await Promise.all([first, second])) {
      expect(answer.body).toBe('1');
      expect(answer.headers).not.toHaveProperty('idempotency-expires');
    }
    clock.advance(1_000);
    const third = await ingress.send('POST', '/Counter/a/add', { headers });
    expect(third).toMatchObject({
      status: 200,
      body: '1',
      headers: { 'idempotency-expires': '2026-11-25T07:19:45.076+00:00' },
    });
  });

  it('never joins a workflow', async () => {
    const { owner } = ingress;
    await ingress.send('POST', '/Signup/w/run/send');
    const id = owner.invocations[0]!.invocationId;
    const answer = await ingress.send('POST', '/Signup/w/run');
    expect(answer).toMatchObject({ status: 409, headers: { ...invocationError, 'x-restate-id': id } });
    expect(answer.body).toMatch(/^\{"code":409,"message":"Previously accepted.*","source":"invocation"\}$/);
  });

  it('gets a random key where it brings none, if so set', async () => {
    const automatic = await start({ automaticIdempotencyKeys: true });
    automatic.owner.autoComplete = () => value('1');
    await automatic.send('GET', '/Greeter/greet');
    await automatic.send('GET', '/Counter/k/get');
    await automatic.send('GET', '/Signup/k/status');
    const keys = automatic.owner.invocations.map((invoke) => invoke.idempotencyKey);
    expect(keys).toEqual([
      expect.stringMatching(/^[0-9A-Z]{26}$/),
      expect.stringMatching(/^[0-9A-Z]{26}$/),
      undefined,
    ]);
    expect(keys[0]).not.toBe(keys[1]);
  });
});

it('keeps results of automatic keys no longer than is set, and others as long as ever', async () => {
  const short = await start({ automaticIdempotencyKeys: true, automaticKeyRetentionMsMax: 1000 });
  short.owner.autoComplete = () => value('1');
  await short.send('GET', '/Greeter/greet');
  await short.send('GET', '/Greeter/greet', { headers: { 'idempotency-key': 'mine' } });
  await short.send('GET', '/Signup/k/status');
  const [automatic, given, workflow] = short.owner.invocations.map(({ retention }) => retention);
  expect(automatic).toEqual({ completionMs: 1000, journalMs: 1000 });
  expect(given!.completionMs).toBeGreaterThan(1000);
  expect(workflow!.completionMs).toBeGreaterThan(1000);
});

describe('terminal errors (ingress-api 5.2)', () => {
  it.each([
    [0, 500],
    [99, 500],
    // They cannot end an exchange.
    [100, 500],
    [199, 500],
    [1000, 500],
    [65535, 500],
    [200, 200],
    [418, 418],
    [470, 470],
    [999, 999],
  ])('code %d becomes status %d', async (code, status) => {
    ingress.owner.autoComplete = () => failureResult(code, 'boom');
    const answer = await ingress.send('GET', '/Greeter/greet');
    expect(answer).toMatchObject({
      status,
      headers: invocationError,
      body: `{"code":${code},"message":"boom","source":"invocation"}`,
    });
  });

  it.each([204, 304])('code %d is answered without a body', async (code) => {
    ingress.owner.autoComplete = () => failureResult(code, 'boom');
    const answer = await ingress.send('GET', '/Greeter/greet');
    expect(answer).toMatchObject({ status: code, headers: invocationError, body: '' });
    expect(answer.headers).not.toHaveProperty('content-length');
  });

  it('carry metadata and stack trace, in the known order', async () => {
    const failure = {
      code: 409,
      message: 'm',
      metadata: [['b', '1'] as const, ['a', '2'] as const],
      stacktrace: 'st',
    };
    ingress.owner.autoComplete = () => ({ kind: 'failure', failure });
    const answer = await ingress.send('GET', '/Greeter/greet');
    expect(answer.body).toBe(
      '{"code":409,"message":"m","stacktrace":"st","metadata":{"b":"1","a":"2"},"source":"invocation"}',
    );
  });
});

describe('a send (ingress-api 3.3)', () => {
  it('answers when accepted, and tells a duplicate', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await ingress.send('POST', '/restate/send/Greeter/greet', { headers });
    const id = ingress.owner.invocations[0]!.invocationId;
    expect(first).toMatchObject({
      status: 202,
      headers: { 'content-type': 'application/json', 'x-restate-id': id },
      body: `{"invocationId":"${id}","status":"Accepted"}`,
    });
    const second = await ingress.send('POST', '/Greeter/greet/send', { headers });
    expect(second.body).toBe(`{"invocationId":"${id}","status":"PreviouslyAccepted"}`);
    expect(ingress.owner.invocations[0]).not.toHaveProperty('listener');
  });

  it('may be delayed; its duplicate is told the original time', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await ingress.send('POST', '/Greeter/greet/send?DELAY=1h&delay=1m', { headers });
    expect(first.body).toContain('"executionTime":"2026-11-24T08:19:45.076000000Z","status":"Accepted"');
    const second = await ingress.send('POST', '/Greeter/greet/send?delay=1+sec', { headers });
    expect(second.body).toContain(
      '"executionTime":"2026-11-24T08:19:45.076000000Z","status":"PreviouslyAccepted"',
    );
    const beyond = await ingress.send('POST', '/Greeter/greet/send?delay=7304484d');
    expect(beyond).toMatchObject({ status: 400 });
  });

  it('whose reply got lost looks in the store whether it was accepted', async () => {
    const { owner, clock } = ingress;
    owner.isSilent = true;
    const headers = { 'idempotency-key': 'k' };
    const own = ingress.send('POST', '/Greeter/greet/send', { headers });
    await owner.hasSeen(1);
    clock.advance(replyTimeoutMs);
    expect((await own).body).toContain('"status":"Accepted"');

    const duplicate = ingress.send('POST', '/Greeter/greet/send', { headers });
    await owner.hasSeen(2);
    clock.advance(replyTimeoutMs);
    expect((await duplicate).body).toContain('"status":"PreviouslyAccepted"');

    const unknown = ingress.send('POST', '/Greeter/greet/send');
    await owner.hasSeen(3);
    owner.forget(owner.invocations[2]!.invocationId);
    clock.advance(replyTimeoutMs);
    const answer = await unknown;
    expect(answer).toMatchObject({ status: 503, headers: { ...ingressError, 'retry-after': '1' } });
    expect(answer.body).toContain('may run the handler twice');
  });
});

describe('a scope (ingress-api 7)', () => {
  const json = (body: string): RequestOptions => ({ body, headers: jsonType });
  const withKey = { body: '"Ada"', headers: { ...jsonType, 'idempotency-key': 'k1' } };

  it('is part of what is called, whatever it is', async () => {
    for (const path of ['Greeter/greet', 'Counter/c/add', 'Signup/w/run']) {
      const isWorkflow = path.startsWith('Signup');
      const idOf = async (scope: string) => {
        const { headers, status } = await ingress.send(
          'POST',
          `${scope}/send/${path}`,
          isWorkflow ? json('"Ada"') : withKey,
        );
        expect(status).toBe(202);
        return headers['x-restate-id'];
      };
      const ids = [await idOf('/restate'), await idOf('/restate/scope/s'), await idOf('/restate/scope/t')];
      expect(new Set(ids).size).toBe(3);
      expect(await idOf('/restate/scope/%73')).toBe(ids[1]);
    }
    const scopes = ingress.owner.invocations.map(({ target }) => target.scope);
    expect(scopes.slice(0, 4)).toEqual([undefined, 's', 't', 's']);
  });

  it('keeps all its invocations in one partition', async () => {
    await ingress.send('POST', '/restate/scope/s/send/Greeter/greet', json('1'));
    await ingress.send('POST', '/restate/scope/s/send/Counter/c/add', json('1'));
    const [one, other] = ingress.owner.invocations.map(({ invocationId }) => invocationId.slice(0, 16));
    expect(one).toBe(other);
  });

  it.each<[string, string, Record<string, string>, string | undefined]>([
    ['the query', '?limit-key=ann', {}, 'ann'],
    ['the query, in any case', '?Limit-Key=ann%2Fx', {}, 'ann/x'],
    ['the header, which wins', '?limit-key=ann', { 'x-restate-limit-key': 'ben' }, 'ben'],
    ['an empty header: none', '', { 'x-restate-limit-key': '' }, undefined],
    ['a trailing slash', '', { 'x-restate-limit-key': 'ann/' }, 'ann'],
  ])('takes a limit key from %s', async (_, query, headers, expected) => {
    const answer = await ingress.send('POST', `/restate/scope/s/send/Greeter/greet${query}`, {
      body: '1',
      headers: { ...jsonType, ...headers },
    });
    expect(answer.status).toBe(202);
    expect(ingress.owner.invocations[0]?.limitKey).toBe(expected);
  });

  it.each([
    [
      '/restate/scope/s/call/Greeter/greet?limit-key=a%20b',
      'invalid limit-key: invalid limit-key component: value contains',
    ],
    [
      '/restate/scope/s/call/Greeter/greet?limit-key=/',
      'invalid limit-key: invalid limit-key component: value cannot be empty',
    ],
    [
      `/restate/scope/${'s'.repeat(37)}/call/Greeter/greet`,
      'bad scope value: value too long: 37 bytes (max 36)',
    ],
    ['/restate/scope//call/Greeter/greet', 'bad scope value: value cannot be empty'],
  ])('refuses %s', async (path, message) => {
    const answer = await ingress.send('POST', path);
    expect(answer).toMatchObject({ status: 400, headers: ingressError });
    expect((JSON.parse(answer.body) as { message: string }).message).toContain(message);
  });

  it('is refused where scopes are switched off, after its format', async () => {
    const strict = await start({ acceptsScopes: false });
    const messageOf = async (scope: string) => {
      const answer = await strict.send('PUT', `/restate/scope/${scope}/call/Greeter/greet?limit-key=!`);
      expect(answer.status).toBe(400);
      return (JSON.parse(answer.body) as { message: string }).message;
    };
    expect(await messageOf('s')).toBe('scoped invocations require vqueues to be enabled');
    expect(await messageOf('!')).toContain('bad scope value');
  });
});

describe('the order of checks (ingress-api 1.2)', () => {
  const long = 'x'.repeat(2_100);
  const badKey = { 'idempotency-key': 'é' };
  it.each<[string, RegExp, string, string, RequestOptions]>([
    ['announced length before path', /^413 length limit exceeded$/, 'PUT', '/nope', { body: long }],
    ['path before handler', /^404 .*Service 'Nope'/, 'PUT', '/Nope/x', {}],
    ['handler before private', /^404 .*no handler 'nope'/, 'PUT', '/Internal/nope', {}],
    ['private service', /^400 .*is not public/, 'PUT', '/Internal/work', {}],
    ['private before key', /^400 .*is not public/, 'PUT', '/Greeter/secret', { headers: badKey }],
    [
      'key before scope',
      /^400 .*idempotency-key/,
      'PUT',
      '/restate/scope/!/call/Greeter/greet',
      { headers: badKey },
    ],
    [
      'scope before method',
      /^400 .*bad scope value: value contains characters outside the allowed set \[a-zA-Z0-9_.-\]"/,
      'PUT',
      '/restate/scope/!/call/Greeter/greet',
      {},
    ],
    ['handler before scope', /^404 .*no handler 'nope'/, 'PUT', '/restate/scope/!/call/Greeter/nope', {}],
    ['method before body', /^405/, 'PUT', '/Greeter/greet?delay=x', { body: long, isChunked: true }],
    [
      'body before type',
      /^413 .*2048 bytes/,
      'POST',
      '/Greeter/greet?delay=x',
      { body: long, isChunked: true },
    ],
    ['type before delay', /^400 .*no content-type/, 'POST', '/Greeter/greet?delay=x', { body: 'x' }],
    ['delay before limit key', /^400 .*not a duration/, 'POST', '/Greeter/greet?delay=x&limit-key=a', {}],
    [
      'limit key before headers',
      /^400 .*limit-key requires a scope to be set/,
      'POST',
      '/Greeter/greet?limit-key=a',
      { headers: { x: 'é' } },
    ],
    [
      'format of the limit key before its scope',
      /^400 .*invalid limit-key: too many path components in the given limit-key \(max 2\)/,
      'POST',
      '/Greeter/greet?limit-key=a/b/c',
      {},
    ],
    [
      'headers before delayed call',
      /^400 .*'x-foo'/,
      'POST',
      '/Greeter/greet?delay=1s',
      { headers: { 'x-foo': 'é' } },
    ],
    ['delayed call', /^400 .*cannot be delayed/, 'POST', '/Greeter/greet?delay=0s', {}],
    [
      'key on a workflow',
      /^400 .*leave out/,
      'POST',
      '/Signup/w/run',
      { headers: { 'idempotency-key': '' } },
    ],
  ])('%s', async (_, expected, method, path, options) => {
    const answer = await ingress.send(method, path, options);
    expect(`${answer.status} ${answer.body}`).toMatch(expected);
    expect(ingress.owner.commands).toEqual([]);
  });
});

describe('results of other invocations (ingress-api 6)', () => {
  const unknownId = 'inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr';

  async function running(): Promise<InvocationId> {
    await ingress.send('POST', '/Signup/w/run/send');
    return ingress.owner.invocations[0]!.invocationId;
  }

  it('are not there yet', async () => {
    const answer = await ingress.send('GET', `/restate/output/${await running()}`);
    expect(answer).toMatchObject({
      status: 470,
      headers: ingressError,
      body: '{"code":470,"message":"not ready","source":"ingress"}',
    });
    expect(answer.headers).not.toHaveProperty('x-restate-id');
  });

  it('of unknown invocations: output and attach differ in who says so', async () => {
    const output = await ingress.send('GET', `/restate/output/${unknownId}`);
    expect(output).toMatchObject({ status: 404, headers: ingressError });
    expect(output.body).toBe('{"code":404,"message":"not found","source":"ingress"}');
    const attach = await ingress.send('GET', `/restate/attach/${unknownId}`);
    expect(attach).toMatchObject({ status: 404, headers: { ...invocationError, 'x-restate-id': unknownId } });
    expect(attach.body).toBe('{"code":404,"message":"not found","source":"invocation"}');
  });

  it('are waited for by attach and taken by output, by whatever name', async () => {
    const id = await running();
    const attaching = ingress.send('GET', '/restate/workflow/Signup/w/attach');
    await ingress.owner.hasSeen(2);
    ingress.owner.complete(id, value('"done"'));
    const attached = await attaching;
    expect(attached).toMatchObject({ status: 200, body: '"done"', headers: { 'x-restate-id': id } });
    expect(attached.headers).not.toHaveProperty('idempotency-expires');

    const target = JSON.stringify({
      target: 'workflow',
      workflowName: 'Signup',
      workflowKey: 'w',
      scope: null,
    });
    const stored = await Promise.all([
      ingress.send('GET', `/restate/output/${id}`),
      ingress.send('GET', `/restate/invocation/${id}/attach`),
      ingress.send('GET', '/restate/workflow/Signup/w/output'),
      ingress.send('POST', '/restate/output', { body: target }),
      ingress.send('POST', '/restate/attach', { body: target }),
    ]);
    for (const answer of stored) {
      expect(answer).toMatchObject({
        status: 200,
        body: '"done"',
        headers: { 'x-restate-id': id, 'idempotency-expires': '2026-11-25T07:19:45.076+00:00' },
      });
    }
  });

  it('are named by what is computed, not looked up', async () => {
    const lookup = (body: unknown) => ingress.send('POST', '/restate/lookup', { body: JSON.stringify(body) });
    const idOf = async (body: unknown) =>
      (JSON.parse((await lookup(body)).body) as { invocationId: string }).invocationId;
    const workflow = { target: 'workflow', workflowName: 'MyWorkflow', workflowKey: 'wf1' };
    expect(await idOf(workflow)).toBe('inv_1j2qHrZ52MQW6u9JwZAWPJvttOfzhbrspJ');
    expect(await idOf({ ...workflow, scope: 's1' })).toBe('inv_1a1mlWikgvPI4WLZN5NHLKEfQwQmUqRPYt');
    const request = {
      target: 'idempotentInvocation',
      handler: 'noArg',
      service: 'MyService',
      idempotencyKey: 'k1',
    };
    expect(await idOf(request)).toBe('inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy');
    const keyed = { ...request, service: 'MyVirtualObject', key: 'k', handler: 'key', idempotencyKey: 'y' };
    expect(await idOf(keyed)).toBe('inv_10T5Thwsbi8d06UbEPCkHaPWrQbArTaJBB');
    expect(await idOf({ target: 'invocation', invocationId: unknownId })).toBe(unknownId);
  });

  it.each([
    ['', 500, 'cannot read body: invalid request body: EOF while parsing a value at line 1 column 0'],
    ['{', 500, 'cannot read body: invalid request body: '],
    ['{}', 500, 'cannot read body: invalid request body: missing field `target`'],
    [
      '{"target":"foo"}',
      500,
      'cannot read body: invalid request body: unknown variant `foo`, expected one of `workflow`',
    ],
    [
      '{"target":"workflow","workflowName":"W"}',
      500,
      'cannot read body: invalid request body: missing field `workflowKey`',
    ],
    [
      '{"target":"workflow","workflowName":1}',
      500,
      'cannot read body: invalid request body: invalid type: integer `1`, expected a string',
    ],
    [
      '{"target":"workflow","workflowName":"W","workflowKey":"k","scope":""}',
      400,
      'bad scope value: value cannot be empty',
    ],
    ['{"target":"invocation","invocationId":"foo"}', 400, "'foo' is no invocation id: bad format"],
  ])('refuse %s', async (body, status, message) => {
    const answer = await ingress.send('POST', '/restate/output', { body });
    expect(answer).toMatchObject({ status, headers: ingressError });
    expect((JSON.parse(answer.body) as { message: string }).message.startsWith(message)).toBe(true);
  });

  it('are asked for with the method of the form, ids being checked first', async () => {
    const statusOf = async (method: string, path: string) => (await ingress.send(method, path)).status;
    expect(await statusOf('POST', '/restate/attach/foo')).toBe(400);
    expect(await statusOf('POST', `/restate/attach/${unknownId}`)).toBe(405);
    expect(await statusOf('GET', '/restate/attach/')).toBe(405);
    expect(await statusOf('GET', '/restate/lookup')).toBe(405);
    expect(await statusOf('POST', '/restate/workflow/Signup/w/output')).toBe(405);
    expect(await statusOf('GET', '/restate/awakeables/foo/resolve')).toBe(405);
    expect(await statusOf('POST', '/restate/health')).toBe(405);
  });
});

describe('awakeables (ingress-api 8)', () => {
  const id = 'sign_1-8ohBf9J-dLgby_Sc029zAtu7RYHLumSAAAAEQ';

  it('are completed with the body, as value or failure', async () => {
    const resolved = await ingress.send('POST', `/restate/awakeables/${id}/resolve`, { body: '{"a":' });
    expect(resolved).toMatchObject({ status: 202, body: '', headers: { 'content-length': '0' } });
    expect(resolved.headers).not.toHaveProperty('content-type');
    await ingress.send('POST', `/restate/a/${id}/reject`, { body: 'no é' });
    expect(ingress.owner.commands).toMatchObject([
      { kind: 'signal', signal: { kind: 'index', index: 17 }, result: value('{"a":') },
      { kind: 'signal', signal: { kind: 'index', index: 17 }, result: failureResult(500, 'no é') },
    ]);
  });

  it('have ids of their own form', async () => {
    const answer = await ingress.send('POST', '/restate/awakeables/sign_1abc/resolve');
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body).toContain("id doesn't match the expected type");
  });
});

describe('every answer', () => {
  it('lets pages of any origin read it (ingress-api 2.1)', async () => {
    const vary = 'origin, access-control-request-method, access-control-request-headers';
    const preflight = await ingress.send('OPTIONS', '/', {
      headers: {
        origin: 'null',
        'access-control-request-method': 'FOO',
        'access-control-request-headers': 'X-a, y',
      },
    });
    expect(preflight).toMatchObject({
      status: 200,
      headers: {
        vary,
        'access-control-allow-credentials': 'true',
        'access-control-allow-origin': 'null',
        'access-control-allow-methods': 'FOO',
        'access-control-allow-headers': 'X-a, y',
        'content-length': '0',
      },
    });
    const error = await ingress.send('GET', '/nope/x', { headers: { origin: 'http://a' } });
    expect(error).toMatchObject({
      status: 404,
      headers: { vary, 'access-control-allow-origin': 'http://a' },
    });
  });

  it('to HEAD has headers only', async () => {
    const answer = await ingress.send('HEAD', '/restate/health');
    expect(answer).toMatchObject({ status: 405, body: '', headers: ingressError });
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
  });

  it('knows methods beyond the usual ones', async () => {
    expect(await ingress.send('PROPFIND', '/Greeter/greet')).toMatchObject({
      status: 405,
      headers: ingressError,
    });
  });

  it('to health lists all services', async () => {
    const answer = await ingress.send('GET', '/restate/health');
    expect(answer.body).toBe('{"services":["Greeter","Counter","Signup","Internal"]}');
  });
});

describe('limits', () => {
  it('refuse an announced body in plain text, an unannounced one in JSON', async () => {
    const body = 'x'.repeat(2_049);
    const announced = await ingress.send('POST', '/Greeter/greet', { body, headers: jsonType });
    expect(announced).toMatchObject({
      status: 413,
      body: 'length limit exceeded',
      headers: { 'content-type': 'text/plain; charset=utf-8', connection: 'close' },
    });
    expect(announced.headers).not.toHaveProperty('vary');
    const chunked = await ingress.send('POST', '/Greeter/greet', {
      body,
      headers: jsonType,
      isChunked: true,
    });
    expect(chunked).toMatchObject({ status: 413, headers: ingressError });
    expect(chunked.body).toContain('2048 bytes');
  });

  it('refuse more requests at once than set, but answer OPTIONS', async () => {
    const limited = await start({ concurrentRequestsMax: 1 });
    const waiting = limited.send('GET', '/Greeter/greet');
    await limited.owner.hasSeen(1);
    expect(await limited.send('GET', '/restate/health')).toMatchObject({
      status: 429,
      headers: ingressError,
    });
    expect(await limited.send('OPTIONS', '/restate/health')).toMatchObject({ status: 200 });
    limited.owner.complete(limited.owner.invocations[0]!.invocationId, value('1'));
    await waiting;
    expect(await limited.send('GET', '/restate/health')).toMatchObject({ status: 200 });
  });
});

describe('when things go wrong', () => {
  it.each([
    ['PARTITION_OVERLOADED', 'can be retried safely'],
    ['PARTITION_UNAVAILABLE', 'may run the handler twice'],
  ] as const)('%s says what a retry does', async (code, advice) => {
    ingress.owner.refusal = new PerdureError(code, 'No.', { retryable: true });
    for (const path of ['/Greeter/greet', '/Greeter/greet/send']) {
      const answer = await ingress.send('POST', path);
      expect(answer).toMatchObject({ status: 503, headers: { ...ingressError, 'retry-after': '1' } });
      expect(answer.body).toContain(advice);
    }
  });

  it('a failure of ours is reported, and the client told nothing of it', async () => {
    ingress.owner.refusal = new Error('secret');
    const answer = await ingress.send('POST', '/Greeter/greet');
    expect(answer).toMatchObject({ status: 500, headers: ingressError });
    expect(answer.body).not.toContain('secret');
    expect(ingress.unexpectedErrors).toEqual([ingress.owner.refusal]);
  });

  it.each(['/Greeter/greet', '/Signup/w/run'])(
    'a call of %s that hears nothing finds its result in the store',
    async (path) => {
      const { owner, clock } = ingress;
      owner.isSilent = true;
      owner.autoComplete = () => value('"stored"');
      const answering = ingress.send('POST', path);
      await owner.hasSeen(1);
      clock.advance(20_000);
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(20_000);
      expect(await answering).toMatchObject({ status: 200, body: '"stored"' });
    },
  );

  it('a call looks for its result once lost messages are over, and again for those that still are', async () => {
    const { owner, clock } = ingress;
    owner.isSilent = true;
    const early = ingress.send('POST', '/Greeter/greet');
    const late = ingress.send('POST', '/Greeter/greet');
    await owner.hasSeen(2);
    const [first, second] = owner.invocations.map(({ invocationId }) => invocationId);
    owner.complete(first!, value('"early"'));
    owner.endGap();
    expect(await Promise.race([early, late])).toMatchObject({ status: 200, body: '"early"' });

    owner.complete(second!, value('"late"'));
    clock.advance(2000);
    expect((await Promise.all([early, late])).map(({ body }) => body).sort()).toEqual(['"early"', '"late"']);
  });

  it('a call whose invocation is gone from the store waits no longer', async () => {
    const { owner, clock } = ingress;
    owner.isSilent = true;
    const answering = ingress.send('POST', '/Greeter/greet');
    await owner.hasSeen(1);
    const sweep = async () => {
      clock.advance(20_000);
      await new Promise((resolve) => setImmediate(resolve));
    };
    await sweep();
    await sweep();
    expect(owner.readCount).toBe(1);
    owner.forget(owner.invocations[0]!.invocationId);
    await sweep();
    await sweep();
    expect(await answering).toMatchObject({ status: 404, headers: invocationError });
  });

  it('a call whose invocation leaves the store as its result is announced gets the result', async () => {
    const { owner } = ingress;
    owner.isSilent = true;
    const answering = ingress.send('POST', '/Greeter/greet');
    await owner.hasSeen(1);
    const { invocationId } = owner.invocations[0]!;
    const look = async () => {
      owner.endGap();
      await new Promise((resolve) => setImmediate(resolve));
    };
    await look();
    owner.forget(invocationId);
    await look();
    owner.isSilent = false;
    owner.notify('n1', { kind: 'invocation-completed', invocationId, result: value('"just in time"') });
    expect(await answering).toMatchObject({ status: 200, body: '"just in time"' });
  });

  it('a call that hears nothing does not take the result of somebody else’s workflow', async () => {
    const { owner, clock } = ingress;
    owner.autoComplete = () => value('"stored"');
    await ingress.send('POST', '/Signup/w/run/send');
    owner.isSilent = true;
    const answering = ingress.send('POST', '/Signup/w/run');
    await owner.hasSeen(2);
    clock.advance(20_000);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(20_000);
    expect(await answering).toMatchObject({ status: 409 });
  });

  describe('a client that leaves', () => {
    let limited: RunningIngress;
    /** One request at a time shows whether another is still in progress. */
    const isBusy = async () => (await limited.send('GET', '/restate/health')).status === 429;

    beforeEach(async () => {
      limited = await start({ concurrentRequestsMax: 1 });
    });

    async function leave(request: ReturnType<RunningIngress['open']>): Promise<void> {
      request.on('error', () => undefined);
      request.destroy();
      while (await isBusy());
    }

    it('in the middle of its body starts nothing', async () => {
      const options = { headers: { ...jsonType, 'content-length': '10' }, body: '{"a"' };
      const request = limited.open('POST', '/Greeter/greet', options);
      while (!(await isBusy()));
      await leave(request);
      expect(limited.owner.commands).toEqual([]);
      expect(limited.unexpectedErrors).toEqual([]);
    });

    it('takes its wait with it, and nothing else', async () => {
      const { owner, clock } = limited;
      const request = limited.open('POST', '/Greeter/greet');
      await owner.hasSeen(1);
      await leave(request);
      for (let sweep = 0; sweep < 3; sweep++) {
        clock.advance(20_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(owner.readCount).toBe(0);
      expect(owner.commands.map((command) => command.kind)).toEqual(['invoke']);
    });
  });
});
