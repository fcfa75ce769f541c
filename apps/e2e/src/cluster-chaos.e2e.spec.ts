import { breakEverything, restartAll } from './crash/cluster-chaos.js';
import { itKeepsAllPromises } from './crash/promises.js';
import { Random } from './harness/random.js';
import { Run, seed } from './crash/run.js';
import { describeCluster, useCluster } from './harness/cluster.js';

const CHAOS_MS_MAX = 400_000;

describeCluster('a cluster under load, while each of its parts is killed, frozen and restarted', () => {
  const cluster = useCluster();
  let run: Run | undefined;
  let exitCodes: ReadonlyMap<string, number | null>;

  beforeAll(async () => {
    const { current } = cluster;
    const ingressUrls = current.of('ingress').map(({ url }) => url);
    const prepared = (run = await Run.prepare(ingressUrls, current.of('admin')[0]!.url));
    const startedMs = performance.now();
    const events: string[] = [];
    const say = (what: string): void => {
      events.push(`${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${what}`);
    };
    try {
      await prepared.during(async () => {
        await breakEverything(current, new Random(seed + 1), say);
        exitCodes = await restartAll(current, say);
      });
    } finally {
      console.log(events.join('\n'));
    }
  }, CHAOS_MS_MAX);

  afterAll(() => run?.stop());

  itKeepsAllPromises(() => run!);

  it('ends with 0 when asked to', () => {
    expect([...exitCodes.values()]).toEqual(cluster.current.nodes.map(() => 0));
  });
});
