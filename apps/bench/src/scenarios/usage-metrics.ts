import { type Measurement } from '../report/metrics.js';
import { type Usage } from '../subject/server.js';

/** What the processes of a server spent on each of so many calls, and the most memory they ever had. */
export function usageMetrics(before: Usage, after: Usage, calls: number): Measurement {
  const cpu = (of: (usage: Usage) => number): number => (of(after) - of(before)) / calls;
  const { parts } = after;
  return {
    serverCpuMicros: cpu(({ server }) => server.cpuMicros),
    mainThreadCpuMicros: cpu(({ server }) => server.mainThreadCpuMicros),
    peakMib: after.server.peakKib / 1024,
    ...(parts !== undefined && {
      ingressCpuMicros: cpu((usage) => usage.parts?.ingress.cpuMicros ?? 0),
      workerCpuMicros: cpu((usage) => usage.parts?.worker.cpuMicros ?? 0),
      kafkaCpuMicros: cpu((usage) => usage.parts?.kafka.cpuMicros ?? 0),
      redisCpuMicros: cpu((usage) => usage.parts?.redis.cpuMicros ?? 0),
      ingressPeakMib: parts.ingress.peakKib / 1024,
      workerPeakMib: parts.worker.peakKib / 1024,
      adminPeakMib: parts.admin.peakKib / 1024,
      redisPeakMib: parts.redis.peakKib / 1024,
    }),
  };
}
