import { readFileSync } from 'node:fs';

/** USER_HZ, which Linux fixes at 100 for programs whatever the kernel's own tick is. */
const TICK_MICROS = 10_000;

/** User and system time of a process with all its threads, ended ones included. Resolution 10 ms. Linux only. */
export function cpuMicrosOf(pid: number): number {
  return cpuMicrosIn(`/proc/${pid}/stat`);
}

function cpuMicrosIn(file: string): number {
  const stat = readFileSync(file, 'latin1');
  // The name, in parentheses, may contain anything; what follows it is `state` (3), … `utime` (14), `stime` (15).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}

export interface ProcessUsage {
  /** User and system time. */
  readonly cpuMicros: number;
  /** Of the thread that the process began with: the one that runs JavaScript, if it is Node. */
  readonly mainThreadCpuMicros: number;
  readonly residentKib: number;
  /** The most that was ever resident. */
  readonly peakKib: number;
}

export function usageOf(pid: number): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return {
    cpuMicros: cpuMicrosOf(pid),
    mainThreadCpuMicros: cpuMicrosIn(`/proc/${pid}/task/${pid}/stat`),
    residentKib: field('VmRSS'),
    peakKib: field('VmHWM'),
  };
}

/** Of several processes together. Their peaks need not have been at the same time: the sum is an upper bound. */
export function sumOf(usages: readonly ProcessUsage[]): ProcessUsage {
  const total = (field: keyof ProcessUsage): number => usages.reduce((sum, usage) => sum + usage[field], 0);
  return {
    cpuMicros: total('cpuMicros'),
    mainThreadCpuMicros: total('mainThreadCpuMicros'),
    residentKib: total('residentKib'),
    peakKib: total('peakKib'),
  };
}
