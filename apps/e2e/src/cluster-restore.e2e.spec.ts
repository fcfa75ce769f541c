import { describeCluster, useCluster } from './harness/cluster.js';
import { Admin, eventually, Ingress, invocationIdIn, startServices, type Services } from './harness/index.js';
import { eagerCounter } from './services/counter.js';
import { gates } from './services/gates.js';
import { greeter } from './services/greeter.js';
import { signup } from './services/signup.js';
import { steps } from './services/steps.js';

const COUNTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const RECOVERY_MS_MAX = 60_000;

describeCluster('a cluster whose Redis is put back to an older copy', () => {
  const cluster = useCluster();
  let services: Services | undefined;
  let ingress: Ingress;

  beforeAll(async () => {
    const { current } = cluster;
    services = await startServices([eagerCounter, greeter, signup, steps]);
    await new Admin(current.of('admin')[0]!.url).register(services.uri);
    ingress = new Ingress(current.of('ingress').map(({ url }) => url));
  });

  afterAll(() => services?.stop());

  /** Asks again until it is accepted, which the key makes safe. */
  const accepted = (target: string, input: unknown, delay?: string): Promise<string> => {
    const options = {
      idempotencyKey: `${target} ${JSON.stringify(input)}`,
      ...(delay !== undefined && { delay }),
    };
    return eventually(async () => invocationIdIn(await ingress.send(target, input, options)), {
      timeoutMs: RECOVERY_MS_MAX,
    });
  };
  const addToEach = (amount: number): Promise<string[]> =>
    Promise.all(COUNTERS.map((key) => accepted(`E2eCounter/${key}/add`, amount)));
  const results = (ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => (await ingress.attach(id)).status));
  const allSucceed = (ids: readonly string[]): number[] => ids.map(() => 200);

  it('notices, applies the log from there again, and completes everything it ever accepted', async () => {
    const redis = cluster.current.redis!;
    const early = await addToEach(1);
    expect(await results(early)).toEqual(allSucceed(early));
    await redis.kill();
    redis.copyData();
    await redis.restart();

    // Accepted after the copy was made, and in every state when it is put back.
    const completed = await addToEach(10);
    const called = await Promise.all([1, 2, 3].map((n) => accepted('E2eSteps/sequence', `early-${n}`)));
    const completedBefore = [...completed, ...called];
    expect(await results(completedBefore)).toEqual(allSucceed(completedBefore));
    const held = await accepted('E2eSteps/held', 'restored');
    const delayed = await accepted('E2eSteps/sequence', 'delayed', '5s');
    const workflow = invocationIdIn(await ingress.send('E2eSignup/restored/run', 'ada@example.org'));
    await eventually(async () => (await ingress.call('E2eSignup/restored/status')).json === 'unconfirmed');
    const running = await addToEach(100);
    await redis.kill();
    redis.putDataBack();
    await redis.restart();

    await eventually(() => cluster.current.of('worker').some(({ log }) => log.includes('STORE_DIVERGED')), {
      what: 'a worker that notices',
      timeoutMs: RECOVERY_MS_MAX,
    });
    gates.open('restored');
    await eventually(async () => (await ingress.call('E2eSignup/restored/confirm', 'code')).status === 200, {
      timeoutMs: RECOVERY_MS_MAX,
    });
    const all = [...early, ...completedBefore, held, delayed, workflow, ...running];
    // Until its partition has read the log again, an invocation is unknown.
    await eventually(
      async () => {
        expect(await results(all)).toEqual(allSucceed(all));
        return true;
      },
      { timeoutMs: RECOVERY_MS_MAX },
    );
    const sums = await Promise.all(
      COUNTERS.map(async (key) => (await ingress.call(`E2eCounter/${key}/value`, 'sum')).json),
    );
    expect(sums).toEqual(COUNTERS.map(() => 111));
  });
});
