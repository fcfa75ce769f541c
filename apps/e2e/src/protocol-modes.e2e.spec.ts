import { describeOwnServer, eventually, invocationIdIn, unique, useWorld } from './harness/index.js';
import { sdkServices } from './services/sdk/index.js';

const protocol7 = { PERDURE_EXPERIMENTAL_ENABLE_PROTOCOL_V7: 'true' };

/**
 * What `sdks.e2e.spec.ts` shows of version 6 on bidirectional streams holds in the other version and the other mode: runs that
 * are acknowledged, trees of what is waited for, attempts that end at every await.
 */
describeOwnServer('the TypeScript SDK', () => {
  describe.each([
    ['version 7', 7, 'bidi', protocol7],
    ['requests and responses', 6, 'request-response', {}],
    ['requests and responses, version 7', 7, 'request-response', protocol7],
  ] as const)('%s:', (_, version, protocol, env) => {
    const world = useWorld({ services: sdkServices, protocol, env });
    const steps = async (handler: string, input?: unknown): Promise<unknown> =>
      (await world.ingress.call(`SdkStepsTypescript/${handler}`, input)).json;
    const begin = async (target: string, input?: unknown): Promise<string> =>
      invocationIdIn(await world.ingress.send(target, input));
    const stateOf = async (key: string, name: string): Promise<unknown> =>
      (await world.ingress.call(`SdkCounterTypescript/${key}/read`, name)).json;

    it('is what is spoken', async () => {
      const id = await begin('SdkStepsTypescript/greet', 'Ada');
      await world.ingress.attach(id);

      const shown = await world.admin.request(`/invocations/${id}`);
      expect(shown.json).toMatchObject({ pinned_service_protocol_version: version });
    });

    it('steps, sleeps and retries', async () => {
      expect(await steps('remember', unique('remember'))).toMatchObject({ executions: 1 });
      expect(await steps('flaky', { label: unique('flaky'), times: 3 })).toBe(4);
      expect(await steps('bounded', { label: unique('bounded'), times: 100 })).toEqual({
        executions: 3,
        gaveUp: true,
      });
    });

    it('combinators', async () => {
      expect(await steps('together', ['Ada', 'Grace'])).toEqual([
        'Hello Ada from typescript',
        'Hello Grace from typescript',
      ]);
      expect(await steps('race', 1)).toBe('timer');
      expect(await steps('race', 3_600_000)).toBe('call');
      expect(await steps('timeout', 1)).toBe('timed out');
    });

    it('calls, sends and state', async () => {
      expect(await steps('callTwice', unique('twice'))).toEqual([5, 5]);
      const key = unique('send');
      const ids = (await steps('sendAll', { key, delayMs: 100 })) as string[];
      for (const id of ids) await world.ingress.attachToSent(id);
      expect(await stateOf(key, 'sum')).toBe(111);
    });

    it('awakeables, signals and promises', async () => {
      const key = unique('wait');
      const waiting = await begin(`SdkCounterTypescript/${key}/awaitAwakeable`);
      const awakeable = await eventually(
        async () => ((await stateOf(key, 'awakeable')) as string | null) ?? undefined,
      );
      await steps('resolve', { id: awakeable, value: 42 });
      expect((await world.ingress.attach(waiting)).json).toBe(42);

      const signalled = await begin('SdkStepsTypescript/awaitSignal', 'go');
      await steps('signal', { id: signalled, name: 'go', value: { lane: 7 } });
      expect((await world.ingress.attach(signalled)).json).toEqual({ lane: 7 });

      expect(await steps('signUp', { key: unique('workflow'), email: 'ada@example.org' })).toBe(
        'ada@example.org from a handler',
      );
    });

    it('cancellation', async () => {
      const key = unique('work');
      const id = await begin(`SdkCounterTypescript/${key}/work`);
      await eventually(async () => (await stateOf(key, 'status')) === 'working');

      await world.admin.cancel(id);

      expect((await world.ingress.attach(id)).status).toBe(409);
      expect(await stateOf(key, 'status')).toBe('tidied up after 409');
    });
  });
});
