import { AdminWorld } from '../testing/admin-world.js';

const greeter = { name: 'Greeter', ty: 'SERVICE', handlers: [{ name: 'greet' }] };
const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:greeter:3';
const nextArn = 'arn:aws:lambda:eu-central-1:123456789012:function:greeter:4';
const role = 'arn:aws:iam::123456789012:role/caller';

let world: AdminWorld;
beforeEach(async () => {
  world = await AdminWorld.create();
  world.endpoints.serveLambda(arn, greeter);
  world.endpoints.serveLambda(nextArn, greeter);
  world.endpoints.serve('http://one/', greeter);
});
afterEach(() => world.close());

const post = (body: object) => world.send('POST', '/deployments', body);
const patch = (id: string, body: object) => world.send('PATCH', `/deployments/${id}`, body);

async function register(body: object): Promise<string> {
  const { json } = await post(body);
  return (json as { id: string }).id;
}

it('registers a function on AWS Lambda, in the role it is called in', async () => {
  const id = await register({ arn, assume_role_arn: role, additional_headers: { a: '1' } });

  expect(world.endpoints.requests).toMatchObject([{ kind: 'lambda', arn, assumeRoleArn: role }]);
  expect((await world.send('GET', '/deployments')).text).toBe(
    `{"deployments":[{"id":"${id}","arn":"${arn}","assume_role_arn":"${role}","compression":"zstd",` +
      '"additional_headers":{"a":"1"},"created_at":"2026-11-24T06:18:59.357000000Z","min_protocol_version":5,' +
      '"max_protocol_version":7,"sdk_version":"restate-sdk-typescript/1.17.2",' +
      '"services":[{"name":"Greeter","revision":1}]}]}',
  );
  expect(await post({ arn, metadata: { k: 'v' } })).toMatchObject({ status: 200, json: { id } });
  expect(world.endpoints.requests).toHaveLength(1);
});

it.each([
  ['arn', { arn: 'foo' }, 'A qualified ARN must have 8 components delimited by `:`'],
  ['arn', { arn: arn.slice(0, -2) }, 'A qualified ARN needs a version or alias suffix. If you want'],
  ['assume_role_arn', { arn, assume_role_arn: arn }, 'The ARN of a role reads'],
])('refuses a wrong %s: %j', async (field, body, reason) => {
  const answer = await post(body);
  expect(answer).toMatchObject({ status: 400, json: { restate_code: null } });
  expect((answer.json as { message: string }).message).toContain(
    `The request field '${field}' is invalid. Reason: ${reason}`,
  );
});

it('refuses a function that wants streams in both directions', async () => {
  world.endpoints.serve(arn, greeter);
  expect(await post({ arn })).toMatchObject({ status: 500, json: { restate_code: 'META0015' } });
});

it('moves between versions of a function, and between AWS Lambda and HTTP', async () => {
  const id = await register({ arn, assume_role_arn: role });
  const moved = await patch(id, { arn: nextArn });
  expect(moved).toMatchObject({ status: 200, json: { id, arn: nextArn, assume_role_arn: role } });

  const overHttp = await patch(id, { uri: 'http://one' });
  expect(overHttp).toMatchObject({ status: 200, json: { id, uri: 'http://one/', http_version: 'HTTP/2.0' } });
  expect(overHttp.json).not.toHaveProperty('arn');
  expect(await patch(id, { assume_role_arn: role })).toMatchObject({ status: 400 });
  expect(await patch(id, { uri: 'http://one', arn })).toMatchObject({ status: 400 });

  const back = await patch(id, { arn });
  expect(back.json).toMatchObject({ arn, services: [{ name: 'Greeter', revision: 1 }] });
  expect(back.json).not.toHaveProperty('uri');
  expect(await patch(id, { use_http_11: true })).toMatchObject({ status: 400 });
});
