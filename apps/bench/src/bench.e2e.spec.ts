import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// As in subject/cluster.ts.
// eslint-disable-next-line @nx/enforce-module-boundaries
import { whyNoCluster } from '../../../tools/cluster/local-cluster.mjs';
import { type Measurement } from './report/metrics.js';
import { type Report } from './report/report.js';

/** Built, because it starts processes of its own. */
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const RUN_MS_MAX = 120_000;
const short = ['--scenarios', 'call-16', '--seconds', '1', '--warm-up', '0.2', '--rounds', '1'];

describe('npm run bench', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-bench-spec-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'measures a server from its start to its end',
    async () => {
      const { median, said } = await runBench(...short, '--out', folder);

      expect(said).toContain('call-16, round 1 of 1: perdure');
      expect(median.callsPerSecond).toBeGreaterThan(10);
      expect(median.p99Ms).toBeGreaterThanOrEqual(median.p50Ms!);
      expect(median.serverCpuMicros).toBeGreaterThan(10);
      expect(median.peakMib).toBeGreaterThan(20);
      expect(readFileSync(join(folder, 'chart.svg'), 'utf8')).toContain('call-16');
    },
    RUN_MS_MAX,
  );

  const reason = whyNoCluster({ isOwn: true });
  const itWithCluster = reason === undefined || process.env['CI'] === 'true' ? it : it.skip;
  itWithCluster(
    `measures a cluster, and what it stands on${reason === undefined ? '' : `: ${reason}`}`,
    async () => {
      const cluster = ['--topology', 'cluster', '--partitions', '2', '--data', folder];
      const { median } = await runBench(...short, ...cluster, '--out', join(folder, 'out'));

      expect(median.callsPerSecond).toBeGreaterThan(1);
      const { ingressCpuMicros, workerCpuMicros, serverCpuMicros } = median;
      expect(ingressCpuMicros).toBeGreaterThan(10);
      expect(workerCpuMicros).toBeGreaterThan(10);
      expect(serverCpuMicros).toBeGreaterThan(ingressCpuMicros! + workerCpuMicros! - 1);
      expect(median.kafkaCpuMicros).toBeGreaterThan(10);
      expect(median.redisPeakMib).toBeGreaterThan(1);
      // Data of servers and brokers alike.
      expect(readdirSync(folder).filter((name) => name.startsWith('perdure-'))).toEqual([]);
    },
    RUN_MS_MAX,
  );

  async function runBench(...args: string[]): Promise<{ median: Measurement; said: string }> {
    const bench = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    bench.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(bench, 'close')) as [number | null];
    if (code !== 0) throw new Error(`It ended with ${String(code)}:\n${said}`);
    const file = join(args.at(-1) ?? '', 'results.json');
    const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    return { median: scenarios[0]!.results[0]!.median, said };
  }
});
