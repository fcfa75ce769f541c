import { describeCluster, type Node, useCluster } from './harness/cluster.js';
import { Admin, eventually, Ingress, invocationIdIn, startServices, type Services } from './harness/index.js';
import { greeter } from './services/greeter.js';

const START_MS_MAX = 60_000;

describeCluster('a node that starts', () => {
  const cluster = useCluster({ counts: { worker: 1, ingress: 1, admin: 1 } });
  let services: Services | undefined;

  beforeAll(async () => {
    services = await startServices([greeter]);
  });

  afterAll(() => services?.stop());

  const says = (node: Node, words: string): Promise<boolean> =>
    eventually(() => node.log.includes(words), { what: `"${words}"`, timeoutMs: START_MS_MAX });

  async function expectToRefuse(node: Node, code: string): Promise<void> {
    await node.launch();
    expect(await node.ended).toEqual({ code: 1, signal: null });
    expect(node.log).toContain(code);
  }

  const isLive = async (node: Node): Promise<boolean> => (await fetch(`${node.nodeUrl}/health/live`)).ok;

  const servers = [
    ['Kafka', () => cluster.current.kafka!, 'Kafka cannot be used yet'],
    ['Redis', () => cluster.current.redis!, 'waiting for Redis, which cannot be reached'],
  ] as const;

  it.each(servers)('waits for %s while it is away, and says so', async (_name, server, words) => {
    const node = cluster.current.add('ingress');
    await server().kill();
    await node.launch();

    await says(node, words);
    expect(await isLive(node)).toBe(true);
    expect(await node.isReady()).toBe(false);

    await server().restart();
    await node.ready();
    // Of Node.js, which warns of what libraries do wrong.
    expect(node.log).not.toMatch(/\w+Warning:/);
    expect(await node.stop()).toBe(0);
  });

  it('can be stopped while it waits', async () => {
    const node = cluster.current.add('worker');
    await cluster.current.redis!.kill();
    await node.launch();
    await says(node, 'waiting for Redis');

    expect(await node.stop()).toBe(0);
    await cluster.current.redis!.restart();
  });

  it('refuses another number of partitions than the cluster has', async () => {
    const node = cluster.current.add('worker', { PERDURE_DEFAULT_NUM_PARTITIONS: '7' });

    await expectToRefuse(node, 'CONFIG_INVALID');
    expect(node.log).toContain('has 6 partitions');
  });

  it('refuses an empty Redis beside a log that is not, unless told to apply the log again', async () => {
    const { nodes, of, add, redis } = cluster.current;
    const ingressOf = (node: Node): Ingress => new Ingress(node.url);
    const register = async (node: Node): Promise<unknown> => new Admin(node.url).register(services!.uri);
    await register(of('admin')[0]!);
    const options = { idempotencyKey: 'kept until asked for' };
    const sent = await ingressOf(of('ingress')[0]!).send('E2eGreeter/greet', 'Ada', options);
    const id = invocationIdIn(sent);
    await ingressOf(of('ingress')[0]!).attach(id);
    await Promise.all(nodes.map((node) => node.stop()));
    await redis!.kill();
    redis!.removeData();
    await redis!.restart();

    const refused = add('worker');
    await expectToRefuse(refused, 'STORE_EMPTY');
    expect(refused.log).toContain('redis.replay-into-empty');

    const replay = { PERDURE_REDIS__REPLAY_INTO_EMPTY: 'true' };
    const [, admin, ingress] = [add('worker', replay), add('admin', replay), add('ingress', replay)];
    await Promise.all(nodes.slice(-3).map((node) => node.start()));
    await register(admin);
    // Until its partition has read the log again, an invocation is unknown.
    const result = async () => (await ingressOf(ingress).attach(id)).json;
    await eventually(async () => (await result()) === 'Hello Ada', { timeoutMs: START_MS_MAX });
  });
});
