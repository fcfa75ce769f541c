import { randomBytes } from 'node:crypto';
import type { InvocationId, LambdaEndpoint } from '@perdure/model';
import {
  discoveryAcceptHeader,
  encodeFrames,
  encodeInputPayload,
  encodeStart,
  FrameDecoder,
  invocationContentType,
  journalCodec,
  messageType,
  parseManifest,
} from '@perdure/protocol';
import * as restate from '@restatedev/restate-sdk/lambda';
import { LambdaDeploymentClient, type LambdaDeploymentClientSettings } from './index.js';
import { AwsRefusal, LambdaStandIn } from './testing/lambda-stand-in.js';
import { Recording } from './testing/recording.js';

const arn = (name: string): string => `arn:aws:lambda:eu-central-1:123456789012:function:${name}:$LATEST`;
const functionOf = (name: string, more: Partial<LambdaEndpoint> = {}): LambdaEndpoint => ({
  kind: 'lambda',
  arn: arn(name),
  additionalHeaders: {},
  ...more,
});
const role = 'arn:aws:iam::123456789012:role/caller';
const mebibyte = 1024 * 1024;

const echo = restate.service({
  name: 'Echo',
  handlers: { say: async (_context: restate.Context, text: string) => `${text}!` },
});
const runEcho = restate.createEndpointHandler({ services: [echo], logger: () => undefined });
const context = { awsRequestId: 'r1' };

let aws: LambdaStandIn;
const clients: LambdaDeploymentClient[] = [];
beforeEach(async () => {
  aws = new LambdaStandIn();
  await aws.listen();
  aws.deploy(arn('echo'), (event) => runEcho(event, context));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  aws.close();
});

function newClient(settings: Partial<LambdaDeploymentClientSettings> = {}): LambdaDeploymentClient {
  const credentials = { accessKeyId: 'OWNKEY', secretAccessKey: 's' };
  const client = new LambdaDeploymentClient({ aws: { endpoint: aws.url, credentials }, ...settings });
  clients.push(client);
  return client;
}

/** The request of a first attempt of `Echo/say`. */
function echoRequest(text: string): Buffer {
  const start = encodeStart(6, {
    id: 'inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr' as InvocationId,
    knownEntries: 1,
    state: [],
    isPartialState: true,
    failedAttemptsSinceLastEntry: 0,
    durationSinceLastEntryMs: 0,
    randomSeed: 1n,
  });
  return Buffer.from(
    encodeFrames([
      start,
      journalCodec.encodeInput(encodeInputPayload([], Buffer.from(JSON.stringify(text)))),
    ]),
  );
}

function openAttempt(client: LambdaDeploymentClient, endpoint: LambdaEndpoint, body: Uint8Array) {
  const contentType = invocationContentType(6);
  const heard = new Recording();
  const headers = { 'content-type': contentType, accept: contentType, 'x-a': 'b' };
  const stream = client.openAttempt({ endpoint, path: '/invoke/Echo/say', headers }, heard);
  expect(stream.write(body.subarray(0, 10))).toBe(true);
  stream.write(body.subarray(10));
  return { stream, heard };
}

async function attempt(
  client: LambdaDeploymentClient,
  endpoint: LambdaEndpoint,
  body: Uint8Array = echoRequest('hi'),
): Promise<Recording> {
  const { stream, heard } = openAttempt(client, endpoint, body);
  stream.end();
  return heard.over;
}

function framesOf(body: Uint8Array): Array<{ type: number; text: string }> {
  const frames: Array<{ type: number; text: string }> = [];
  new FrameDecoder(1 << 30).push(body, (type, _ack, payload) =>
    frames.push({ type, text: Buffer.from(payload).toString('latin1') }),
  );
  return frames;
}
const { outputCommand, end } = messageType;
const discovery = {
  kind: 'lambda',
  headers: { accept: discoveryAcceptHeader },
  timeoutMs: 5000,
  bodyBytesMax: 10_000,
} as const;

describe('a function made with an SDK', () => {
  it('is discovered', async () => {
    const answer = await newClient().discover({ ...discovery, arn: arn('echo') });
    expect(answer.status).toBe(200);
    expect(parseManifest(answer.headers['content-type'], answer.body)).toMatchObject({
      protocolMode: 'request-response',
      lambdaCompression: 'zstd',
      services: [{ name: 'Echo' }],
    });
    expect(aws.events).toMatchObject([{ path: '/discover', httpMethod: 'GET' }]);
  });

  it('runs an attempt in one call', async () => {
    const { heard, headers, body } = await attempt(newClient(), functionOf('echo'));

    expect(heard).toEqual(['head 200', 'data', 'end']);
    expect(headers).toMatchObject({ 'content-type': invocationContentType(6) });
    expect(framesOf(body)).toEqual([
      { type: outputCommand, text: expect.stringContaining('"hi!"') },
      { type: end, text: '' },
    ]);
    expect(aws.events).toMatchObject([
      { path: '/invoke/Echo/say', httpMethod: 'POST', isBase64Encoded: true, headers: { 'x-a': 'b' } },
    ]);
    expect(aws.calls).toEqual([`${arn('echo')} by OWNKEY`]);
  });

  it('is called in the role it is registered with, which is taken on once', async () => {
    const client = newClient();
    for (let i = 0; i < 2; i++) await attempt(client, functionOf('echo', { assumeRoleArn: role }));

    expect(aws.calls).toEqual(Array(2).fill(`${arn('echo')} by ROLEKEY`));
    expect(aws.rolesAssumed).toBe(1);
  });

  it('reads and writes compressed bodies, those that are worth it', async () => {
    const client = newClient({ compressionThresholdBytes: mebibyte });
    const endpoint = functionOf('echo', { compression: 'zstd' });
    const long = 'x'.repeat(8 * mebibyte);
    const small = await attempt(client, endpoint);
    const { stream, heard } = openAttempt(client, endpoint, echoRequest(long));
    const isPaused = new Promise<void>((resolve) => {
      heard.onFirstData = () => {
        stream.pause();
        resolve();
      };
    });
    stream.end();
    await Promise.race([isPaused, heard.over]);
    const isHeldBack = heard.body.length < mebibyte && !heard.heard.includes('end');
    stream.resume();
    await heard.over;

    expect(framesOf(small.body)[0]!.text).toContain('"hi!"');
    expect(
      aws.events.map(({ headers }) => [headers['accept-encoding'], headers['content-encoding']]),
    ).toEqual([
      ['zstd', undefined],
      ['zstd', 'zstd'],
    ]);
    expect(framesOf(heard.body)[0]!.text.endsWith(`"${long}!"`)).toBe(true);
    expect(isHeldBack).toBe(true);
  });
});

describe('a call that fails', () => {
  const failing: Record<string, () => Promise<unknown>> = {
    throws: async () => {
      throw new RangeError('out of range');
    },
    throttled: async () => {
      throw new AwsRefusal(429, 'TooManyRequestsException', 'Rate Exceeded.');
    },
    refused: async () => {
      throw new AwsRefusal(413, 'RequestTooLargeException', 'too large');
    },
    strange: async () => ({ ok: true }),
    garbled: async () => ({ statusCode: 200, headers: { 'Content-Encoding': 'zstd' }, body: 'no zstd' }),
  };
  beforeEach(() => {
    for (const name in failing) aws.deploy(arn(name), failing[name]!);
  });

  it.each([
    ['throws', { message: expect.stringMatching(/function failed \(Unhandled\).*RangeError.*out of range/) }],
    ['strange', { code: 'DECODE_FAILED' }],
    ['garbled', { code: 'DECODE_FAILED' }],
    [
      'missing',
      { message: expect.stringMatching(/^error when calling 'arn:.*ResourceNotFoundException: Function/) },
    ],
  ])('says why: %s', async (name, expected) => {
    const { heard, error } = await attempt(newClient(), functionOf(name));
    expect(heard).toEqual(['error']);
    expect(error).toMatchObject(expected);
  });

  it.each([
    ['throttled', 429],
    ['refused', 413],
  ])('is a status where the protocol has one: %s', async (name, status) => {
    const { heard } = await attempt(newClient(), functionOf(name));
    expect(heard).toEqual([`head ${status}`, 'end']);
  });

  it('is none when AWS is away', async () => {
    const client = newClient();
    aws.close();
    const { error } = await attempt(client, functionOf('echo'));
    expect(error!.message).toMatch(/^error when calling 'arn:.*ECONNREFUSED/);
  });

  it('is not made for what does not fit into one', async () => {
    const fits = Buffer.alloc(4.4 * mebibyte);
    const client = newClient();
    const tooLong = await attempt(client, functionOf('throws'), Buffer.alloc(4.6 * mebibyte));
    const fitting = await attempt(client, functionOf('throws'), fits);
    const noise = randomBytes(5 * mebibyte);
    const incompressible = await attempt(client, functionOf('throws', { compression: 'zstd' }), noise);

    expect(tooLong.error).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    expect(fitting.error!.message).toContain('RangeError');
    expect(incompressible.error).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    expect(aws.calls).toHaveLength(1);
  });

  it('is cut off when the attempt is, and nothing is heard of it', async () => {
    let called: () => void = () => undefined;
    const isCalled = new Promise<void>((resolve) => (called = resolve));
    aws.deploy(arn('slow'), () => new Promise(() => called()));
    const { stream, heard } = openAttempt(newClient(), functionOf('slow'), Buffer.alloc(20));
    stream.end();
    await isCalled;
    const closed = aws.untilDisconnected();
    stream.cancel();
    await closed;

    expect(heard.heard).toEqual([]);
  });

  it.each([
    ['throws', false],
    ['missing', false],
    ['strange', false],
    ['throttled', true],
    ['slow', true],
  ])('at discovery says whether trying again helps: %s', async (name, retryable) => {
    aws.deploy(arn('slow'), () => new Promise(() => undefined));
    const timeoutMs = name === 'slow' ? 50 : 5000;
    const problem: unknown = await newClient()
      .discover({ ...discovery, timeoutMs, arn: arn(name) })
      .catch((error: unknown) => error);
    expect(problem).toMatchObject({
      code: 'DISCOVERY_FAILED',
      retryable,
      details: { restateCode: 'META0003' },
      message: expect.stringContaining(`error when calling '${arn(name)}'`),
    });
  });
});
