import { discoveryAcceptHeader } from './content-type.js';
import { parseManifest, type Manifest } from './manifest.js';

const v4 = 'application/vnd.restate.endpointmanifest.v4+json';

type Json = Readonly<Record<string, unknown>>;

function parse(manifest: unknown, contentType: string | undefined = v4): Manifest {
  return parseManifest(contentType, Buffer.from(JSON.stringify(manifest)));
}

function manifestWith(...services: Json[]): Json {
  return { protocolMode: 'BIDI_STREAM', minProtocolVersion: 5, maxProtocolVersion: 7, services };
}

function parseHandler(handler: Json, service: Json = {}): Manifest['services'][number]['handlers'][number] {
  const withDefaults = { name: 'S', ty: 'SERVICE', ...service, handlers: [{ name: 'h', ...handler }] };
  return parse(manifestWith(withDefaults)).services[0]!.handlers[0]!;
}

function refusal(adminStatus: number, restateCode: string | null, message: string): Error {
  return expect.objectContaining({
    code: 'MANIFEST_INVALID',
    details: { adminStatus, restateCode },
    message: expect.stringContaining(message),
  }) as Error;
}

describe('parseManifest', () => {
  it('reads what an SDK sends', () => {
    const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'number' };
    const manifest = {
      ...manifestWith(
        {
          name: 'Counter',
          ty: 'VIRTUAL_OBJECT',
          documentation: 'A virtual object',
          metadata: { team: 'core' },
          ingressPrivate: true,
          journalRetention: 1000,
          idempotencyRetention: 2000,
          inactivityTimeout: 3000,
          abortTimeout: 4000,
          enableLazyState: true,
          retryPolicyInitialInterval: 50,
          retryPolicyMaxInterval: 60,
          retryPolicyMaxAttempts: 0,
          retryPolicyExponentiationFactor: 1.5,
          retryPolicyOnMaxAttempts: 'KILL',
          handlers: [
            {
              name: 'add',
              ty: 'EXCLUSIVE',
              input: { required: true, contentType: 'application/json', jsonSchema: schema },
              output: { setContentTypeIfEmpty: true, contentType: 'application/json', jsonSchema: schema },
              documentation: 'Adds',
              metadata: { tier: 'gold' },
            },
            { name: 'get', ty: 'SHARED', ingressPrivate: true, retryPolicyMaxAttempts: 3 },
          ],
        },
        {
          name: 'Order',
          ty: 'WORKFLOW',
          handlers: [{ name: 'run', ty: 'WORKFLOW', workflowCompletionRetention: 5000 }],
        },
      ),
      lambdaCompression: 'zstd',
      somethingNew: true,
    };

    expect(parse(manifest)).toStrictEqual({
      protocolMode: 'bidi-stream',
      minProtocolVersion: 5,
      maxProtocolVersion: 7,
      lambdaCompression: 'zstd',
      services: [
        {
          name: 'Counter',
          type: 'virtual-object',
          isPublic: false,
          documentation: 'A virtual object',
          metadata: { team: 'core' },
          options: {
            journalRetentionMs: 1000,
            idempotencyRetentionMs: 2000,
            inactivityTimeoutMs: 3000,
            abortTimeoutMs: 4000,
            enableLazyState: true,
            retryPolicy: {
              initialIntervalMs: 50,
              maxIntervalMs: 60,
              maxAttempts: 1,
              exponentiationFactor: 1.5,
              onMaxAttempts: 'kill',
            },
          },
          handlers: [
            {
              name: 'add',
              kind: 'exclusive',
              isPublic: true,
              documentation: 'Adds',
              metadata: { tier: 'gold' },
              options: { retryPolicy: {} },
              input: { isRequired: true, contentType: 'application/json', jsonSchema: schema },
              output: { setContentTypeIfEmpty: true, contentType: 'application/json', jsonSchema: schema },
            },
            {
              name: 'get',
              kind: 'shared',
              isPublic: false,
              metadata: {},
              options: { retryPolicy: { maxAttempts: 3 } },
              input: { isRequired: false, contentType: '*/*' },
              output: { setContentTypeIfEmpty: false, contentType: 'application/json' },
            },
          ],
        },
        {
          name: 'Order',
          type: 'workflow',
          isPublic: true,
          metadata: {},
          options: { retryPolicy: {} },
          handlers: [
            {
              name: 'run',
              kind: 'workflow',
              isPublic: true,
              metadata: {},
              options: { workflowCompletionRetentionMs: 5000, retryPolicy: {} },
              input: { isRequired: false, contentType: '*/*' },
              output: { setContentTypeIfEmpty: false, contentType: 'application/json' },
            },
          ],
        },
      ],
    });
  });

  it('tells an empty input or output from an absent one', () => {
    const handler = parseHandler({ input: {}, output: {} });
    expect(handler.input).toStrictEqual({ isRequired: false });
    expect(handler.output).toStrictEqual({ setContentTypeIfEmpty: false });
  });

  it('reads null as absence', () => {
    const handler = parseHandler({ documentation: null, input: { contentType: null, jsonSchema: null } });
    expect(handler).not.toHaveProperty('documentation');
    expect(handler.input).toStrictEqual({ isRequired: false });
  });

  it.each(discoveryAcceptHeader.split(', '))('reads answers of type %s', (contentType) => {
    expect(parse(manifestWith(), contentType).services).toEqual([]);
  });

  it.each([undefined, 'application/json', 'application/vnd.restate.endpointmanifest.v5+json'])(
    'refuses answers of type %s',
    (contentType) => {
      expect(() => parseManifest(contentType, Buffer.from('{}'))).toThrow(
        expect.objectContaining({
          code: 'DISCOVERY_FAILED',
          details: { adminStatus: 500, restateCode: 'META0013' },
          retryable: false,
        }) as Error,
      );
    },
  );

  it('accepts services without handlers, and lets the last handler of a name count', () => {
    const { services } = parse(
      manifestWith(
        { name: 'Empty', ty: 'SERVICE', handlers: [] },
        {
          name: 'Twice',
          ty: 'SERVICE',
          handlers: [
            { name: 'h', documentation: 'first' },
            { name: 'i' },
            { name: 'h', documentation: 'last' },
          ],
        },
      ),
    );
    expect(
      services.map(({ handlers }) => handlers.map(({ name, documentation }) => [name, documentation])),
    ).toEqual([
      [],
      [
        ['h', 'last'],
        ['i', undefined],
      ],
    ]);
  });
});

describe('handler types', () => {
  it.each([
    ['SERVICE', undefined, 'plain'],
    ['SERVICE', 'SHARED', 'plain'],
    ['VIRTUAL_OBJECT', undefined, 'exclusive'],
    ['VIRTUAL_OBJECT', 'EXCLUSIVE', 'exclusive'],
    ['VIRTUAL_OBJECT', 'SHARED', 'shared'],
    ['WORKFLOW', undefined, 'workflow'],
    ['WORKFLOW', 'SHARED', 'shared'],
    ['WORKFLOW', 'WORKFLOW', 'workflow'],
  ])('%s with %s is %s', (serviceType, ty, kind) => {
    expect(parseHandler({ ty }, { ty: serviceType }).kind).toBe(kind);
  });

  it.each([
    ['SERVICE', 'EXCLUSIVE'],
    ['SERVICE', 'WORKFLOW'],
    ['VIRTUAL_OBJECT', 'WORKFLOW'],
    ['WORKFLOW', 'EXCLUSIVE'],
  ])('%s with %s is refused', (serviceType, ty) => {
    expect(() => parseHandler({ ty }, { ty: serviceType })).toThrow(
      refusal(400, null, 'at services[0].handlers[0].ty: '),
    );
  });
});

describe('manifests that cannot be decoded', () => {
  it('says that it is no JSON', () => {
    expect(() => parseManifest(v4, Buffer.from('<html>'))).toThrow(refusal(500, null, 'is no JSON'));
    expect(() => parseManifest(v4, Buffer.from([0xff]))).toThrow(refusal(500, null, 'is no JSON'));
  });

  it.each<[string, Json]>([
    ['at services: ', { ...manifestWith(), services: undefined }],
    ['at minProtocolVersion: ', { ...manifestWith(), minProtocolVersion: 0 }],
    ['at maxProtocolVersion: ', { ...manifestWith(), maxProtocolVersion: 7.5 }],
    ['at protocolMode: ', { ...manifestWith(), protocolMode: 'SOMETHING' }],
    ['at services[0].ty: ', manifestWith({ name: 'S', ty: 'ACTOR', handlers: [] })],
    ['at services[0].handlers: ', manifestWith({ name: 'S', ty: 'SERVICE' })],
    ['at services[0].name: ', manifestWith({ name: '-S', ty: 'SERVICE', handlers: [] })],
    ['at services[0].name: ', manifestWith({ name: '__', ty: 'SERVICE', handlers: [] })],
    [
      'at services[0].journalRetention: ',
      manifestWith({ name: 'S', ty: 'SERVICE', handlers: [], journalRetention: -1 }),
    ],
    [
      'at services[0].metadata.team: ',
      manifestWith({ name: 'S', ty: 'SERVICE', handlers: [], metadata: { team: 1 } }),
    ],
    [
      'at services[0].handlers[0].name: ',
      manifestWith({ name: 'S', ty: 'SERVICE', handlers: [{ name: 'a-b' }] }),
    ],
  ])('names the place: %s', (place, manifest) => {
    expect(() => parse(manifest)).toThrow(refusal(500, null, place));
  });

  it('takes service names with dots and dashes', () => {
    const name = '_1my.service-v2';
    expect(parse(manifestWith({ name, ty: 'SERVICE', handlers: [] })).services[0]?.name).toBe(name);
  });

  it('shows the first problems only', () => {
    const services = Array.from({ length: 50 }, () => ({}));
    expect(() => parse(manifestWith(...services))).toThrow(/and 145 more$/);
  });
});

describe('protocol of a manifest', () => {
  it('must have a mode', () => {
    expect(() => parse({ ...manifestWith(), protocolMode: undefined })).toThrow(
      refusal(500, 'META0013', 'protocolMode'),
    );
  });

  it.each([
    [7, 5, 'META0013', 'no range'],
    [5, 2 ** 31, 'META0013', 'no range'],
    [1, 4, 'META0012', 'upgrade the SDK'],
    [8, 9, 'META0012', 'upgrade this server'],
  ])('cannot have versions %d to %d', (minProtocolVersion, maxProtocolVersion, restateCode, message) => {
    expect(() => parse({ ...manifestWith(), minProtocolVersion, maxProtocolVersion })).toThrow(
      refusal(500, restateCode, message),
    );
  });

  it('keeps the range as declared', () => {
    const manifest = { ...manifestWith(), minProtocolVersion: 1, maxProtocolVersion: 12 };
    expect(parse(manifest)).toMatchObject({ minProtocolVersion: 1, maxProtocolVersion: 12 });
  });
});

describe('rules of services and handlers', () => {
  it.each(['restate', 'Restate.admin', 'RESTATEfoo', 'openapi'])('the name %s is reserved', (name) => {
    expect(() => parse(manifestWith({ name, ty: 'SERVICE', handlers: [] }))).toThrow(
      refusal(400, 'META0005', `'${name}'`),
    );
  });

  it.each<[string, Json, Json]>([
    ['workflowCompletionRetention', { workflowCompletionRetention: 1 }, { ty: 'SERVICE' }],
    ['workflowCompletionRetention', { workflowCompletionRetention: 0, ty: 'SHARED' }, { ty: 'WORKFLOW' }],
    ['idempotencyRetention', { idempotencyRetention: 0, ty: 'WORKFLOW' }, { ty: 'WORKFLOW' }],
    ['ingressPrivate', { ingressPrivate: false }, { ingressPrivate: true }],
    ['input.contentType', { input: { contentType: '' } }, {}],
    ['input.contentType', { input: { contentType: 'json' } }, {}],
    ['input.contentType', { input: { contentType: '*/json' } }, {}],
    ['output.contentType', { output: { contentType: 'text/plain\n' } }, {}],
    ['input.jsonSchema', { input: { jsonSchema: 'string' } }, {}],
    [
      'output.jsonSchema',
      { output: { jsonSchema: { items: [{ $ref: 'https://example.com/s.json#/a' }] } } },
      {},
    ],
  ])('%s is refused: %j', (field, handler, service) => {
    expect(() => parseHandler(handler, service)).toThrow(
      refusal(400, null, `invalid manifest at services[0].handlers[0].${field}: `),
    );
  });

  it.each([
    ['WORKFLOW', 'SHARED'],
    ['VIRTUAL_OBJECT', 'EXCLUSIVE'],
    ['SERVICE', undefined],
  ])('idempotencyRetention is accepted on %s with %s', (serviceType, ty) => {
    const { options } = parseHandler({ ty, idempotencyRetention: 1 }, { ty: serviceType });
    expect(options.idempotencyRetentionMs).toBe(1);
  });

  it.each(['application/json', 'text/*', '*/*', 'text/plain; charset=utf-8', 'application/vnd.a+json'])(
    'input may have the content type %s',
    (contentType) => {
      expect(parseHandler({ input: { contentType } }).input.contentType).toBe(contentType);
    },
  );

  it('schemas may refer to themselves and hold $ref as data', () => {
    const jsonSchema = {
      $id: 'https://example.com/tree',
      $defs: { node: { $ref: 'https://example.com/tree' } },
      items: { $ref: '#/$defs/node' },
      properties: { $ref: { type: 'string' } },
      default: { $ref: 'elsewhere' },
    };
    expect(parseHandler({ input: { jsonSchema } }).input.jsonSchema).toEqual(jsonSchema);
  });

  it('a handler may be private in a public service', () => {
    expect(parseHandler({ ingressPrivate: true }).isPublic).toBe(false);
    expect(parseHandler({ ingressPrivate: true }, { ingressPrivate: true }).isPublic).toBe(false);
    expect(parseHandler({}, { ingressPrivate: false }).isPublic).toBe(true);
  });
});
