import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of a `.cpuprofile` that is read here (Chrome DevTools protocol, Profiler.Profile). */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
  }[];
  /** The node seen at each sample, and the µs since the sample before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0. */
  readonly lineNumber: number;
}

export interface Cost {
  readonly name: string;
  readonly selfMicros: number;
  /** Of the time that was not idle. */
  readonly share: number;
}

/** The functions that the busy time of a thread was spent in, callees not included, costliest first. */
export function costliestFunctions(profile: CpuProfile, countMax: number): Cost[] {
  return costliest(profile, functionOf, countMax);
}

/** The same by package: the first question is whose code it is. */
export function costliestPackages(profile: CpuProfile, countMax: number): Cost[] {
  return costliest(profile, packageOf, countMax);
}

function costliest(profile: CpuProfile, nameOf: (frame: CallFrame) => string, countMax: number): Cost[] {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const selfMicros = new Map<string, number>();
  let busyMicros = 0;
  profile.samples.forEach((id, index) => {
    const frame = frames.get(id);
    if (frame === undefined || frame.functionName === '(idle)') return;
    const micros = profile.timeDeltas[index] ?? 0;
    const name = nameOf(frame);
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
      const packages = costliestPackages(profile, countMax).map(describeCost);
      const functions = costliestFunctions(profile, countMax).map(describeCost);
      return [file, 'by package', ...packages, 'by function', ...functions].join('\n');
    })
    .join('\n\n');
}

function describeCost({ name, selfMicros, share }: Cost): string {
  return `${(share * 100).toFixed(1).padStart(5)} % ${(selfMicros / 1000).toFixed(0).padStart(7)} ms  ${name}`;
}

function functionOf({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  // From the folder on that tells two files of one name apart; built-ins have no folder.
  const file = url
    .replace(/^file:\/\//, '')
    .split('/')
    .slice(-4)
    .join('/');
  return file === '' ? name : `${name}  ${file}:${lineNumber + 1}`;
}

function packageOf({ functionName, url }: CallFrame): string {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  if (url.startsWith('node:')) return url.split('/', 2).join('/');
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  return installed ?? /\/((?:libs|apps)\/.+?)\/(?:dist|src)\//.exec(url)?.[1] ?? url;
}
