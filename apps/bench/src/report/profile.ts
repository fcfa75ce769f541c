import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of a `.cpuprofile` that is read here (Chrome DevTools protocol, Profiler.Profile). */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** The node seen at each sample, and the µs since the sample before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface FunctionCost {
  readonly name: string;
  readonly selfMicros: number;
  /** Of the time that was not idle. */
  readonly share: number;
}

/** The functions that the busy time of a thread was spent in, callees not included, costliest first. */
export function costliestFunctions(profile: CpuProfile, countMax: number): FunctionCost[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const selfMicros = new Map<string, number>();
  let busyMicros = 0;
  profile.samples.forEach((id, index) => {
    const name = names.get(id) ?? '(unknown)';
    if (name === '(idle)') return;
    const micros = profile.timeDeltas[index] ?? 0;
    busyMicros += micros;
    selfMicros.set(name, (selfMicros.get(name) ?? 0) + micros);
  });
  return [...selfMicros]
    .map(([name, micros]) => ({ name, selfMicros: micros, share: micros / busyMicros }))
    .sort((a, b) => b.selfMicros - a.selfMicros)
    .slice(0, countMax);
}

/** One section per thread and file found in the folder. */
export function describeProfiles(folder: string, countMax: number): string {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.cpuprofile'))
    .map((file) => {
      const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
      const lines = costliestFunctions(profile, countMax).map(
        ({ name, selfMicros, share }) =>
          `${(share * 100).toFixed(1).padStart(5)} % ${(selfMicros / 1000).toFixed(0).padStart(7)} ms  ${name}`,
      );
      return [file, ...lines].join('\n');
    })
    .join('\n\n');
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  // From the folder on that tells two files of one name apart; built-ins have no folder.
  const file = url
    .replace(/^file:\/\//, '')
    .split('/')
    .slice(-4)
    .join('/');
  return file === '' ? name : `${name}  ${file}:${lineNumber + 1}`;
}
