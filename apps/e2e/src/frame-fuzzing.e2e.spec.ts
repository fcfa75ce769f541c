import { HeapProbe } from './fuzz/heap.js';
import { HostileEndpoint } from './fuzz/hostile-endpoint.js';
import {
  Admin,
  describeOwnServer,
  eventually,
  findFreePort,
  Ingress,
  invocationIdIn,
  startServer,
  type Server,
} from './harness/index.js';
import { Random } from './harness/random.js';

/** `PERDURE_FUZZ_SEED=7 npm test -- e2e frame-fuzzing` tries other bytes. */
const seed = Number(process.env['PERDURE_FUZZ_SEED'] ?? 20261124);
const victimsPerRound = 24;
const roundMsMax = 60_000;
/** Three times what it differs by chance; each round has some tens of MiB of messages. */
const heapGrowthBytesMax = 3 * 1024 * 1024;

describeOwnServer(`a deployment that sends anything at all (seed ${seed})`, () => {
  const endpoint = new HostileEndpoint(new Random(seed));
  let server: Server;
  let ingress: Ingress;
  let admin: Admin;
  let heap: HeapProbe;

  beforeAll(async () => {
    const inspectorPort = await findFreePort();
    server = await startServer({
      env: {
        NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}`,
        PERDURE_WORKER__INVOKER__MESSAGE_SIZE_LIMIT: '1MiB',
      },
    });
    heap = new HeapProbe(inspectorPort);
    ingress = new Ingress(server.ingressUrls);
    admin = new Admin(server.adminUrl);
    await endpoint.start();
    await admin.register(endpoint.uri);
  });
  afterAll(async () => {
    await Promise.all([server.stop(), endpoint.stop()]);
  });

  /** All of them get through, with an operator who sets going again what waits for something that was made up. */
  async function round(name: string): Promise<string[]> {
    const targets = [`Fuzzed/h`, `FuzzedObject/${name}%/h`, `FuzzedFlow/${name}%/run`];
    const ids = await Promise.all(
      Array.from({ length: victimsPerRound }, async (_, index) => {
        const target = targets[index % targets.length] ?? '';
        return invocationIdIn(await ingress.send(target.replace('%', String(index)), 'in'));
      }),
    );
    let open = ids;
    await eventually(
      async () => {
        const outcomes = await Promise.all(
          open.map(async (id) => {
            const { status } = await ingress.output(id);
            if (status === 470) await admin.request(`/invocations/${id}/resume`, { method: 'PATCH' });
            return status === 470 ? [id] : [];
          }),
        );
        open = outcomes.flat();
        return open.length === 0;
      },
      { what: `the end of all ${victimsPerRound} invocations`, timeoutMs: roundMsMax },
    );
    return ids;
  }

  it(
    'stops nothing, corrupts nothing, and leaves nothing behind',
    async () => {
      await round('first');
      const heapBytes = await heap.usedBytes();
      const attemptsBefore = endpoint.attempts;
      const ids = await round('second');

      expect(endpoint.complaints).toEqual([]);
      expect(endpoint.attempts - attemptsBefore).toBeGreaterThan(5 * victimsPerRound);
      // A well-behaved service is served as if nothing had been.
      expect(await ingress.call('Quiet/h')).toMatchObject({ status: 200, json: 'ok' });
      for (const id of ids) {
        const journal = await admin.request(`/invocations/${id}/journal`);
        expect([id, journal.status]).toEqual([id, 200]);
      }
      expect((await heap.usedBytes()) - heapBytes).toBeLessThan(heapGrowthBytesMax);
    },
    2 * roundMsMax,
  );
});
