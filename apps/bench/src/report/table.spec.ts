import { medianOf } from './metrics.js';
import { type Report } from './report.js';
import { renderTables } from './table.js';

const machine = {
  processor: 'Abacus',
  cores: 2,
  memoryGib: 8,
  system: 'Linux 6',
  fileSystem: 'ext4',
  node: '24.9.0',
  loadAtStart: 0.1,
};
const result = (subject: string, callsPerSecond: number, p50Ms: number) => ({
  subject,
  median: { callsPerSecond, p50Ms, loadCpuMicros: 9 },
  rounds: [],
});
const report: Report = {
  date: '2026-01-02T03:04:05.000Z',
  machine,
  subjects: [
    { name: 'perdure', version: '1' },
    { name: 'other', version: '2' },
  ],
  rounds: 1,
  seconds: 5,
  scenarios: [
    {
      name: 'call-1',
      description: '',
      results: [result('perdure', 3000, 0.5), result('other', 1500, 2)],
      failures: [],
    },
    {
      name: 'start',
      description: '',
      results: [],
      failures: [{ subject: 'other', message: 'No answer.' }],
    },
  ],
};

describe('the tables', () => {
  it('put servers below each other and the first in ratio to the others', () => {
    expect(renderTables(report)).toBe(`2026-01-02: perdure (1), other (2); median of 1 round of 5 s.
Abacus, 2 cores, 8 GiB, Linux 6, data on ext4, Node 24.9.0; load average at the start 0.1.

| scenario | server          | calls/s | p50 ms |
| -------- | --------------- | ------: | -----: |
| call-1   | perdure         |   3,000 |   0.50 |
|          | other           |   1,500 |   2.00 |
|          | perdure ÷ other |  2.00 × | 0.25 × |

**start failed for other:** No answer.
`);
  });

  it('show the middle of the rounds, metric by metric', () => {
    const rounds = [{ p50Ms: 9, p99Ms: 1 }, { p50Ms: 1, p99Ms: 9 }, { p50Ms: 2 }];

    expect(medianOf(rounds)).toEqual({ p50Ms: 2, p99Ms: 5 });
  });
});
