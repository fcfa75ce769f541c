import { describeOwnServer, type World, useWorld } from './harness/index.js';
import { greeter } from './services/greeter.js';

const IDLE_BYTES_MAX = 150_000_000;
const CALLS = 6_000;
const CALLERS = 32;
/** Little more than what the program itself needs: 3 KB left behind by every call would exhaust it. */
const HEAP_MEBIBYTES = 56;

describeOwnServer('the memory of a server', () => {
  describe('that has nothing to do', () => {
    const world = useWorld({ services: [greeter] });

    it('is below 150 MB', async () => {
      await world.ingress.call('E2eGreeter/greet', 'Ada');
      for (const bytes of await residentBytes(world)) expect(bytes).toBeLessThan(IDLE_BYTES_MAX);
    });
  });

  describe('that completed many invocations', () => {
    const world = useWorld({
      services: [greeter],
      env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MEBIBYTES}` },
    });

    it('does not hold them', async () => {
      let calls = 0;
      const callOneByOne = async (): Promise<void> => {
        while (calls++ < CALLS) {
          const answer = await world.ingress.call('E2eGreeter/greet', 'Ada');
          if (answer.status !== 200) throw new Error(`call ${calls} was answered ${answer.status}`);
        }
      };
      await Promise.all(Array.from({ length: CALLERS }, callOneByOne));
    }, 240_000);
  });
});

/** Of each node. */
async function residentBytes({ server }: World): Promise<number[]> {
  return Promise.all(
    server.nodeUrls.map(async (url) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/^process_resident_memory_bytes\{.*\} (\S+)$/m.exec(text)?.[1]);
    }),
  );
}
