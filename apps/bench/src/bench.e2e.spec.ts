import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Report } from './report/report.js';

/** Built, because it starts processes of its own. */
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const RUN_MS_MAX = 60_000;

describe('npm run bench', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-bench-spec-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'measures a server from its start to its end',
    async () => {
      const args = [
        '--scenarios',
        'call-16',
        '--seconds',
        '1',
        '--warm-up',
        '0.2',
        '--rounds',
        '1',
        '--out',
        folder,
      ];
      const bench = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      bench.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      const [code] = (await once(bench, 'close')) as [number | null];

      expect({ code, said }).toEqual({
        code: 0,
        said: expect.stringContaining('call-16, round 1 of 1: perdure'),
      });
      const { scenarios } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Report;
      const median = scenarios[0]!.results[0]!.median;
      expect(median.callsPerSecond).toBeGreaterThan(10);
      expect(median.p99Ms).toBeGreaterThanOrEqual(median.p50Ms!);
      expect(median.serverCpuMicros).toBeGreaterThan(10);
      expect(median.peakMib).toBeGreaterThan(20);
      expect(readFileSync(join(folder, 'chart.svg'), 'utf8')).toContain('call-16');
    },
    RUN_MS_MAX,
  );
});
