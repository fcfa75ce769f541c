import type { FuzzReport } from './fuzz.js';
import type { Memory } from './memory-probe.js';

const MIB = 1024 * 1024;
const HEAP_GROWTH_BYTES_MAX = 64 * MIB;
const LOG_CHARACTERS_SHOWN = 5000;

/** What the server keeps that it should not; undefined: nothing. */
export function complaintAboutMemory({ memory }: FuzzReport): string | undefined {
  if (memory === undefined) return undefined;
  const growth = heldBytes(memory.after) - heldBytes(memory.before);
  return growth > HEAP_GROWTH_BYTES_MAX ? `memory grew by ${mib(growth)}` : undefined;
}

export function describeReport(seed: number, report: FuzzReport): string {
  const { conversations, findings, memory, slowestCallMs, log } = report;
  const complaint = complaintAboutMemory(report);
  return [
    ...(findings.length === 0 ? [] : ['the server printed last:', log.slice(-LOG_CHARACTERS_SHOWN)]),
    ...findings,
    ...(complaint === undefined ? [] : [complaint]),
    `${conversations} conversations; slowest proper calls ${Math.round(slowestCallMs)} ms`,
    ...(memory === undefined
      ? []
      : [`memory held: ${describeMemory(memory.before)}, then ${describeMemory(memory.after)}`]),
    `replay: npm run fuzz -- --seed ${seed}`,
  ].join('\n');
}

function describeMemory(memory: Memory): string {
  return `${mib(heldBytes(memory))} (resident ${mib(memory.residentBytes)})`;
}

const heldBytes = ({ heapBytes, externalBytes }: Memory): number => heapBytes + externalBytes;
const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;
