import {
  buildSdk,
  describeOwnServer,
  eventually,
  invocationIdIn,
  type SdkFeature,
  sdkLanguages,
  unique,
  useSdkServices,
  useWorld,
} from './harness/index.js';
import { sdkServices } from './services/sdk/index.js';

// Whether a language can run must be known before its tests are defined.
const builds = await Promise.all(sdkLanguages.map(buildSdk));
const guests = builds.flatMap((build) => ('serve' in build ? [build] : []));

const typescript = {
  suffix: 'Typescript',
  features: ['failure metadata', 'promise conflicts', 'signals', 'timeouts'],
} as const;
const languages: readonly { suffix: string; features: readonly SdkFeature[] }[] = [
  typescript,
  ...guests.map(({ language }) => language),
];
/** Each language with its neighbour, around in a circle. */
const circle = languages.map(({ suffix }, index) => ({
  suffix,
  next: languages[(index + 1) % languages.length]!.suffix,
}));

describe('public SDKs', () => {
  const world = useWorld({ services: sdkServices });
  useSdkServices(world, guests);

  for (const build of builds) {
    if ('missing' in build) it.skip(`${build.language.suffix}: ${build.missing}`, () => undefined);
  }

  describe.each(languages)('$suffix:', ({ suffix, features }) => {
    const itWith = (feature: SdkFeature): typeof it | (() => void) =>
      features.includes(feature) ? it : () => undefined;
    const steps = (handler: string, input?: unknown, headers = {}) =>
      world.ingress.call(`SdkSteps${suffix}/${handler}`, input, { headers });
    const counter = (key: string, handler: string, input?: unknown) =>
      world.ingress.call(`SdkCounter${suffix}/${key}/${handler}`, input);
    const signup = (key: string, handler: string, input?: unknown) =>
      world.ingress.call(`SdkSignup${suffix}/${key}/${handler}`, input);
    const begin = async (target: string, input?: unknown) =>
      invocationIdIn(await world.ingress.send(target, input));
    const state = async (key: string, name: string) => (await counter(key, 'read', name)).json;

    it('a handler answers its caller', async () => {
      const answer = await steps('greet', 'Zoë 🌍');

      expect(answer).toMatchObject({ status: 200, json: `Hello Zoë 🌍 from ${suffix.toLowerCase()}` });
    });

    it('run and sleep: a step is executed once, and remembered over a suspension', async () => {
      const answer = await steps('remember', unique('remember'));

      const { first, second, attempts, executions } = answer.json as Record<string, number>;
      expect(second).toBe(first);
      expect(executions).toBe(1);
      expect(attempts).toBeGreaterThan(1);
    });

    it('run: a step that fails is tried again by itself', async () => {
      expect(await steps('flaky', { label: unique('flaky'), times: 3 })).toMatchObject({
        status: 200,
        json: 4,
      });
    });

    it('run: a step gives up after the attempts it allows', async () => {
      const answer = await steps('bounded', { label: unique('bounded'), times: 100 });

      expect(answer.json).toEqual({ executions: 3, gaveUp: true });
    });

    it.each(['fail', 'failStep'])(
      'terminal error: its code and message reach the caller (%s)',
      async (handler) => {
        const answer = await steps(handler, { message: 'no such seat', code: 418 });

        expect(answer).toMatchObject({
          status: 418,
          json: { code: 418, message: 'no such seat', source: 'invocation' },
        });
      },
    );

    itWith('failure metadata')('terminal error: its metadata reaches the caller', async () => {
      const answer = await steps('failWithMetadata', { message: 'no', metadata: { seat: '12a', row: '12' } });

      expect(answer).toMatchObject({
        status: 500,
        json: { message: 'no', metadata: { seat: '12a', row: '12' } },
      });
    });

    it('random: each attempt draws the same', async () => {
      const drawn = (await steps('draw', unique('draw'))).json as string[];

      expect(drawn.length).toBeGreaterThan(1);
      expect(new Set(drawn).size).toBe(1);
    });

    it('headers: of the client and of a calling handler', async () => {
      expect((await steps('header', 'x-flavour', { 'x-flavour': 'plum' })).json).toBe('plum');
      expect((await steps('passHeader', 'cherry')).json).toBe('cherry');
    });

    it('combinators: all of some calls and a timer', async () => {
      const greetings = ['Ada', 'Grace', 'Edith'].map((name) => `Hello ${name} from ${suffix.toLowerCase()}`);

      expect((await steps('together', ['Ada', 'Grace', 'Edith'])).json).toEqual(greetings);
    });

    it('combinators: the first of a timer and a call', async () => {
      expect((await steps('race', 1)).json).toBe('timer');
      expect((await steps('race', 3_600_000)).json).toBe('call');
    });

    itWith('timeouts')('combinators: a call with a timeout', async () => {
      expect((await steps('timeout', 1)).json).toBe('timed out');
      expect((await steps('timeout', 3_600_000)).json).toMatch(/^paused/);
    });

    it('state: is set, read, listed and cleared', async () => {
      const key = unique('state');
      const rich = { text: 'Zoë', list: [1, 2.5, null], isNested: true };

      expect((await counter(key, 'add', 3)).json).toBe(3);
      expect((await counter(key, 'add', 4)).json).toBe(7);
      await counter(key, 'put', { name: 'rich', value: rich });
      expect(await state(key, 'rich')).toEqual(rich);
      expect((await counter(key, 'names')).json).toEqual(['rich', 'sum']);

      expect((await counter(key, 'clear', 'rich')).json ?? null).toBeNull();
      expect((await counter(key, 'names')).json).toEqual(['sum']);
      expect((await counter(key, 'clearAll')).json).toEqual([]);
      expect((await counter(key, 'names')).json).toEqual([]);
      expect((await counter(key, 'add', 1)).json).toBe(1);
    });

    it('call: twice with an idempotency key is one invocation', async () => {
      expect((await steps('callTwice', unique('twice'))).json).toEqual([5, 5]);
    });

    it('send: at once, after a delay, and with an idempotency key', async () => {
      const key = unique('send');
      const sentMs = Date.now();
      const ids = (await steps('sendAll', { key, delayMs: 600 })).json as string[];

      // On a cluster the sent ones live in other partitions, which hear of them a moment after the sender is done.
      for (const id of ids) await eventually(async () => (await world.ingress.attach(id)).status === 200);

      expect(Date.now()).toBeGreaterThanOrEqual(sentMs + 600);
      expect(new Set(ids).size).toBe(3);
      expect(ids[2]).toBe(ids[3]);
      expect(await state(key, 'sum')).toBe(111);
    });

    it('attach: to an invocation that runs, and to one that is done', async () => {
      const running = await begin(`SdkSteps${suffix}/pause`, 200);

      expect((await steps('attach', running)).json).toMatch(/^paused/);
      expect((await steps('attach', running)).json).toMatch(/^paused/);
    });

    itWith('output')('output: of an invocation, without waiting for it', async () => {
      const paused = await begin(`SdkSteps${suffix}/pause`, 3_600_000);
      const done = await begin(`SdkSteps${suffix}/pause`, 1);
      await world.ingress.attach(done);

      expect((await steps('output', paused)).json).toEqual({ isReady: false, value: null });
      expect((await steps('output', done)).json).toEqual({ isReady: true, value: 'paused' });
      await world.admin.cancel(paused);
    });

    describe('awakeable:', () => {
      async function waiting(): Promise<{ invocation: string; awakeable: string }> {
        const key = unique('awakeable');
        const invocation = await begin(`SdkCounter${suffix}/${key}/awaitAwakeable`);
        const awakeable = await eventually(
          async () => ((await state(key, 'awakeable')) as string | null) ?? undefined,
        );
        return { invocation, awakeable };
      }

      it('resolved by a client', async () => {
        const { invocation, awakeable } = await waiting();

        await world.ingress.resolveAwakeable(awakeable, { answer: 42 });

        expect((await world.ingress.attach(invocation)).json).toEqual({ answer: 42 });
      });

      it('resolved by a handler', async () => {
        const { invocation, awakeable } = await waiting();

        await steps('resolve', { id: awakeable, value: ['a', 'b'] });

        expect((await world.ingress.attach(invocation)).json).toEqual(['a', 'b']);
      });

      it('rejected by a handler', async () => {
        const { invocation, awakeable } = await waiting();

        await steps('reject', { id: awakeable, reason: 'too late' });

        expect(await world.ingress.attach(invocation)).toMatchObject({
          status: 500,
          json: { message: 'too late' },
        });
      });
    });

    itWith('signals')('signal: resolved, rejected, and sent before anybody waits for it', async () => {
      const [first, second] = [
        await begin(`SdkSteps${suffix}/awaitSignal`, 'go'),
        await begin(`SdkSteps${suffix}/awaitSignal`, 'go'),
      ];

      await steps('signal', { id: first, name: 'other', value: 'ignored' });
      await steps('signal', { id: first, name: 'go', value: { lane: 7 } });
      await steps('rejectSignal', { id: second, name: 'go', reason: 'no start' });

      expect((await world.ingress.attach(first)).json).toEqual({ lane: 7 });
      expect(await world.ingress.attach(second)).toMatchObject({
        status: 500,
        json: { message: 'no start' },
      });
    });

    describe('workflow and promise:', () => {
      it('runs once, waits for a promise, and is peeked at meanwhile', async () => {
        const key = unique('workflow');
        const run = await begin(`SdkSignup${suffix}/${key}/run`, 'ada@example.org');
        await eventually(async () => {
          expect((await signup(key, 'status')).json).toEqual({ status: 'waiting', code: null });
          return true;
        });

        expect((await signup(key, 'confirm', 'c0de')).status).toBe(200);

        expect((await world.ingress.attach(run)).json).toBe('ada@example.org c0de');
        expect((await signup(key, 'status')).json).toEqual({ status: 'confirmed', code: 'c0de' });
        expect((await signup(key, 'run', 'grace@example.org')).status).toBe(409);
      });

      it('a promise is completed only once', async () => {
        const key = unique('workflow');
        await signup(key, 'confirm', 'first');

        expect((await signup(key, 'confirm', 'second')).status).toBe(
          features.includes('promise conflicts') ? 409 : 200,
        );
        expect((await signup(key, 'status')).json).toMatchObject({ code: 'first' });
      });

      it('a rejected promise fails who waits for it', async () => {
        const key = unique('workflow');
        const run = signup(key, 'run', 'ada@example.org');

        await signup(key, 'refuse', 'no such address');

        expect(await run).toMatchObject({ status: 500, json: { message: 'no such address' } });
      });

      it('is started and confirmed by a handler', async () => {
        const answer = await steps('signUp', { key: unique('workflow'), email: 'ada@example.org' });

        expect(answer.json).toBe('ada@example.org from a handler');
      });
    });

    describe('cancellation:', () => {
      async function working(start: (key: string) => Promise<string>): Promise<{ key: string; id: string }> {
        const key = unique('work');
        const id = await start(key);
        await eventually(async () => (await state(key, 'status')) === 'working');
        return { key, id };
      }
      const work = (key: string): Promise<string> => begin(`SdkCounter${suffix}/${key}/work`);
      const own = (key: string): Promise<string> => begin(`SdkSteps${suffix}/own`, key);

      it('by an operator lets the handler tidy up', async () => {
        const { key, id } = await working(work);

        await world.admin.cancel(id);

        expect(await world.ingress.attach(id)).toMatchObject({ status: 409, json: { source: 'invocation' } });
        expect(await state(key, 'status')).toBe('tidied up after 409');
      });

      it('by a handler', async () => {
        const { key, id } = await working(work);

        await steps('cancel', id);

        expect((await world.ingress.attach(id)).status).toBe(409);
        expect(await state(key, 'status')).toBe('tidied up after 409');
      });

      it('takes along what the invocation waits for', async () => {
        const { key, id } = await working(own);

        await world.admin.cancel(id);

        expect((await world.ingress.attach(id)).status).toBe(409);
        // The exclusive handler is answered once the work has let go of the key.
        await counter(key, 'add', 1);
        expect(await state(key, 'status')).toBe('tidied up after 409');
      });
    });

    it('object: one handler at a time in the order of arrival, and shared ones beside it', async () => {
      const key = unique('exclusive');
      const labels = ['a', 'b', 'c', 'd'];
      const ids: string[] = [];
      for (const label of labels)
        ids.push(await begin(`SdkCounter${suffix}/${key}/enter`, { label, ms: 150 }));

      await eventually(async () => ((await state(key, 'order')) as string[] | null)?.length === 1);
      const inside = await Promise.all(ids.map(async (id) => (await world.ingress.attach(id)).json));

      expect(inside).toEqual([1, 1, 1, 1]);
      expect(await state(key, 'order')).toEqual(labels);
    });
  });

  describe('with each other:', () => {
    it('a call goes through every language and back', async () => {
      const route = [...languages.slice(1), typescript].map(({ suffix }) => `SdkSteps${suffix}`);

      const answer = await world.ingress.call(`SdkSteps${typescript.suffix}/relay`, route);

      const trail = [typescript, ...languages.slice(1), typescript].map(({ suffix }) => suffix.toLowerCase());
      expect(answer.json).toEqual(trail.toReversed());
    });

    it.each(circle)('an awakeable of $suffix is resolved by $next', async ({ suffix, next }) => {
      const key = unique('awakeable');
      const waiting = await world.ingress.send(`SdkCounter${suffix}/${key}/awaitAwakeable`);
      const id = await eventually(
        async () =>
          (await world.ingress.call(`SdkCounter${suffix}/${key}/read`, 'awakeable')).json ?? undefined,
      );

      await world.ingress.call(`SdkSteps${next}/resolve`, { id, value: next });

      expect((await world.ingress.attach(invocationIdIn(waiting))).json).toBe(next);
    });

    it.each(circle)(
      'an invocation of $suffix is awaited and cancelled by $next',
      async ({ suffix, next }) => {
        const waiting = await world.ingress.send(`SdkSteps${suffix}/pause`, 3_600_000);
        const id = invocationIdIn(waiting);
        const attached = world.ingress.call(`SdkSteps${next}/attach`, id);

        await world.ingress.call(`SdkSteps${next}/cancel`, id);

        expect(await attached).toMatchObject({ status: 409, json: { source: 'invocation' } });
      },
    );
  });

  describeOwnServer('a server that was killed', () => {
    it('goes on with what waited in every language', async () => {
      const waiting = await Promise.all(
        languages.map(async ({ suffix }) => {
          const key = unique('killed');
          const sent = await world.ingress.send(`SdkCounter${suffix}/${key}/awaitAwakeable`);
          const awakeable = await eventually(
            async () =>
              (await world.ingress.call(`SdkCounter${suffix}/${key}/read`, 'awakeable')).json ?? undefined,
          );
          return { id: invocationIdIn(sent), awakeable: awakeable as string };
        }),
      );

      await world.server.kill9();
      await world.server.restart();
      await Promise.all(
        waiting.map(({ awakeable }) => world.ingress.resolveAwakeable(awakeable, 'still here')),
      );

      const answers = await Promise.all(waiting.map(({ id }) => world.ingress.attach(id)));
      expect(answers.map(({ json }) => json)).toEqual(languages.map(() => 'still here'));
    });
  });
});
