export interface Metric {
  readonly label: string;
  readonly better: 'higher' | 'lower';
  readonly digits: number;
  /** Kept in the results, left out of the tables: it describes the bench more than the server. */
  readonly isDetail?: true;
}

/** Everything that a scenario may measure, in the order of the tables. */
const metrics = {
  callsPerSecond: { label: 'calls/s', better: 'higher', digits: 0 },
  executedPerSecond: { label: 'executed/s', better: 'higher', digits: 0 },
  p50Ms: { label: 'p50 ms', better: 'lower', digits: 2 },
  p99Ms: { label: 'p99 ms', better: 'lower', digits: 2 },
  lateP50Ms: { label: 'late p50 ms', better: 'lower', digits: 0 },
  lateP99Ms: { label: 'late p99 ms', better: 'lower', digits: 0 },
  drainSeconds: { label: 'drained after s', better: 'lower', digits: 2 },
  serverCpuMicros: { label: 'server CPU µs/call', better: 'lower', digits: 0 },
  mainThreadCpuMicros: { label: 'main thread CPU µs/call', better: 'lower', digits: 0, isDetail: true },
  ingressCpuMicros: { label: 'ingress CPU µs/call', better: 'lower', digits: 0, isDetail: true },
  workerCpuMicros: { label: 'worker CPU µs/call', better: 'lower', digits: 0, isDetail: true },
  kafkaCpuMicros: { label: 'Kafka CPU µs/call', better: 'lower', digits: 0 },
  redisCpuMicros: { label: 'Redis CPU µs/call', better: 'lower', digits: 0 },
  serviceCpuMicros: { label: 'service CPU µs/call', better: 'lower', digits: 0, isDetail: true },
  loadCpuMicros: { label: 'load CPU µs/call', better: 'lower', digits: 0, isDetail: true },
  syncsPerCall: { label: 'syncs/call', better: 'lower', digits: 3 },
  peakMib: { label: 'peak MiB', better: 'lower', digits: 0 },
  ingressPeakMib: { label: 'ingress MiB', better: 'lower', digits: 0 },
  workerPeakMib: { label: 'worker MiB', better: 'lower', digits: 0 },
  adminPeakMib: { label: 'admin MiB', better: 'lower', digits: 0, isDetail: true },
  redisPeakMib: { label: 'Redis MiB', better: 'lower', digits: 0, isDetail: true },
  restingMib: { label: 'resting MiB', better: 'lower', digits: 0 },
  restingKibEach: { label: 'resting KiB each', better: 'lower', digits: 2 },
  restartMs: { label: 'start ms', better: 'lower', digits: 0 },
  restartKilledMs: { label: 'start after kill -9, ms', better: 'lower', digits: 0 },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export type Measurement = Readonly<Partial<Record<MetricName, number>>>;

export const METRICS: Readonly<Record<MetricName, Metric>> = metrics;
export const metricNames = Object.keys(metrics) as MetricName[];

/** Metric by metric, the middle of the rounds. */
export function medianOf(rounds: readonly Measurement[]): Measurement {
  const entries = metricNames.flatMap((name) => {
    const values = rounds.map((round) => round[name]).filter((value) => value !== undefined);
    return values.length === 0 ? [] : [[name, median(values)] as const];
  });
  return Object.fromEntries(entries);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}
