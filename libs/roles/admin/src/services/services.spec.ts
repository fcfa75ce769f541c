import { AdminWorld } from '../testing/admin-world.js';

const sample = {
  name: 'Sample.Service',
  ty: 'SERVICE',
  documentation: 'A basic service',
  metadata: { team: 'core' },
  journalRetention: 5_400_000,
  retryPolicyMaxAttempts: 3,
  handlers: [
    {
      name: 'greet',
      documentation: 'Greets a person',
      metadata: { tier: 'gold' },
      input: { contentType: 'application/json', jsonSchema: { type: 'object' } },
      output: { contentType: 'application/json', jsonSchema: { title: 'Greeting', type: 'object' } },
    },
    { name: 'hidden', ingressPrivate: true, input: {}, output: {} },
  ],
};

const cart = {
  name: 'Cart',
  ty: 'VIRTUAL_OBJECT',
  handlers: [
    {
      name: 'add',
      idempotencyRetention: 1000,
      journalRetention: 2000,
      inactivityTimeout: 90_061_001,
      abortTimeout: 0,
      enableLazyState: true,
      retryPolicyInitialInterval: 1500,
      retryPolicyExponentiationFactor: 1.5,
      retryPolicyMaxInterval: 60_000,
      retryPolicyMaxAttempts: 5,
      retryPolicyOnMaxAttempts: 'KILL',
    },
    {
      name: 'get',
      ty: 'SHARED',
      input: { contentType: 'text/*', required: true },
      output: { contentType: 'text/plain', setContentTypeIfEmpty: true },
    },
  ],
};

const signup = {
  name: 'Signup',
  ty: 'WORKFLOW',
  handlers: [{ name: 'run', ty: 'WORKFLOW', workflowCompletionRetention: 43_200_000 }],
};

let world: AdminWorld;
beforeEach(async () => {
  world = await AdminWorld.create();
  world.endpoints.serve('http://all/', sample, cart, signup);
  await world.send('POST', '/deployments', { uri: 'http://all' });
});
afterEach(() => world.close());

const patch = (service: string, body: unknown) => world.send('PATCH', `/services/${service}`, body);

describe('GET /services', () => {
  it('lists the latest revisions', async () => {
    world.endpoints.serve('http://newer/', cart);
    await world.send('POST', '/deployments', { uri: 'http://newer' });
    const { json } = await world.send('GET', '/services');
    const services = (json as { services: Array<{ name: string; revision: number }> }).services;
    expect(services.map(({ name, revision }) => `${name}@${revision}`).toSorted()).toEqual([
      'Cart@2',
      'Sample.Service@1',
      'Signup@1',
    ]);
  });

  it('shows one with the settings that apply, field by field', async () => {
    const { json, text } = await world.send('GET', '/services/Sample%2eService');
    const { deployment_id: deploymentId } = json as { deployment_id: string };
    expect(text).toBe(
      JSON.stringify({
        name: 'Sample.Service',
        ty: 'Service',
        handlers: [
          {
            name: 'greet',
            documentation: 'Greets a person',
            metadata: { tier: 'gold' },
            public: true,
            input_description: 'JSON object',
            output_description: "JSON 'Greeting'",
            input_json_schema: { type: 'object' },
            output_json_schema: { title: 'Greeting', type: 'object' },
            retry_policy: { max_attempts: null },
          },
          {
            name: 'hidden',
            public: false,
            input_description: 'none',
            output_description: 'none',
            retry_policy: { max_attempts: null },
          },
        ],
        documentation: 'A basic service',
        metadata: { team: 'core' },
        deployment_id: deploymentId,
        revision: 1,
        public: true,
        idempotency_retention: '1d',
        journal_retention: '1h 30m',
        inactivity_timeout: '1m',
        abort_timeout: '10m',
        enable_lazy_state: false,
        retry_policy: {
          initial_interval: '500ms',
          exponentiation_factor: 2,
          max_attempts: 3,
          max_interval: '1m',
          on_max_attempts: 'Pause',
        },
      }),
    );
  });

  it('shows what handlers override, and what they take and answer', async () => {
    const { text } = await world.send('GET', '/services/Cart/handlers');
    expect(text).toBe(
      JSON.stringify({
        handlers: [
          {
            name: 'add',
            ty: 'Exclusive',
            idempotency_retention: '1s',
            journal_retention: '2s',
            inactivity_timeout: '1d 1h 1m 1s 1ms',
            abort_timeout: '0s',
            enable_lazy_state: true,
            public: true,
            input_description: '*/*',
            output_description: 'application/json',
            retry_policy: {
              initial_interval: '1s 500ms',
              exponentiation_factor: 1.5,
              max_attempts: 5,
              max_interval: '1m',
              on_max_attempts: 'Kill',
            },
          },
          {
            name: 'get',
            ty: 'Shared',
            public: true,
            input_description: 'text/*',
            output_description: 'optional text/plain',
            retry_policy: { max_attempts: null },
          },
        ],
      }),
    );
    expect((await world.send('GET', '/services/Cart/handlers/get')).json).toMatchObject({ name: 'get' });
  });

  it('shows how long a workflow keeps its result as its main handler says', async () => {
    expect((await world.send('GET', '/services/Signup')).json).toMatchObject({
      ty: 'Workflow',
      workflow_completion_retention: '12h',
      handlers: [{ name: 'run', ty: 'Workflow' }],
    });
  });

  it.each([
    ['/services/Nope', "The requested service 'Nope' does not exist"],
    ['/services/Nope/handlers', "The requested service 'Nope' does not exist"],
    ['/services/Cart/handlers/nope', "The requested handler 'nope' on service 'Cart' does not exist"],
    ['/services/Nope/handlers/nope', "The requested handler 'nope' on service 'Nope' does not exist"],
  ])('finds nothing at %s', async (url, message) => {
    expect(await world.send('GET', url)).toMatchObject({
      status: 404,
      json: { message, restate_code: null },
    });
  });
});

describe('PATCH /services/{service}', () => {
  it('changes settings under the same revision; handlers keep their own', async () => {
    const answer = await patch('Cart', {
      idempotency_retention: '2 days',
      journal_retention: 'PT1H30M',
      inactivity_timeout: '1500ms',
      abort_timeout: '0s',
    });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        revision: 1,
        idempotency_retention: '2d',
        journal_retention: '1h 30m',
        inactivity_timeout: '1s 500ms',
        abort_timeout: '0s',
        handlers: [{ name: 'add', journal_retention: '2s' }, { name: 'get' }],
      },
    });
    expect((await world.send('GET', '/services/Cart')).json).toEqual(answer.json);
  });

  it('hides a service with all its handlers', async () => {
    expect((await patch('Cart', { public: false })).json).toMatchObject({
      public: false,
      handlers: [{ public: false }, { public: false }],
    });
    expect((await patch('Cart', { public: true })).json).toMatchObject({
      public: true,
      handlers: [{ public: true }, { public: true }],
    });
  });

  it.each([{}, { journal_retention: null }, { retry_policy: { max_attempts: 1 } }])(
    'changes nothing for %j',
    async (body) => {
      const before = await world.send('GET', '/services/Cart');
      expect(await patch('Cart', body)).toMatchObject({ status: 200, text: before.text });
    },
  );

  it('is undone by a forced registration, and kept by one that changes nothing', async () => {
    await patch('Cart', { public: false });
    await world.send('POST', '/deployments', { uri: 'http://all' });
    expect((await world.send('GET', '/services/Cart')).json).toMatchObject({ public: false, revision: 1 });
    await world.send('POST', '/deployments', { uri: 'http://all', force: true });
    expect((await world.send('GET', '/services/Cart')).json).toMatchObject({ public: true, revision: 2 });
  });

  it('changes a workflow setting on workflows only', async () => {
    const body = { workflow_completion_retention: '1h' };
    expect(await patch('Signup', body)).toMatchObject({ status: 200 });
    const refused = await patch('Cart', body);
    expect(refused).toMatchObject({ status: 400, json: { restate_code: null } });
    expect((refused.json as { message: string }).message).toMatch(
      /^modifying retention time for service type virtual-object is unsupported/,
    );
  });

  it.each([
    [
      { journal_retention: '1x' },
      'journal_retention: failed to parse input in the "friendly" duration format',
    ],
    [{ journal_retention: '1month' }, 'journal_retention: please use units of days or smaller'],
    [{ journal_retention: 5 }, 'journal_retention: expected a duration'],
    [{ public: 'x' }, 'public: expected true or false'],
  ])('refuses %j', async (body, problem) => {
    const answer = await patch('Cart', body);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`Failed to deserialize the JSON body into the target type: ${problem}`);
  });

  it.each([{}, { public: true }])('knows no service of that name: %j', async (body) => {
    expect(await patch('Nope', body)).toMatchObject({
      status: 404,
      json: { message: "The requested service 'Nope' does not exist", restate_code: null },
    });
  });
});
