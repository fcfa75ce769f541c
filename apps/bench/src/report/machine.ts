import { statfsSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** What figures mean nothing without. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly fileSystem: string;
  readonly node: string;
  /** Processes that wanted to run when the bench began, on average over a minute: 0 on a quiet machine. */
  readonly loadAtStart: number;
}

const MEMORY_FILE_SYSTEM = 0x01021994;
/** From linux/magic.h. */
const fileSystems = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x794c7630, 'overlayfs'],
  [MEMORY_FILE_SYSTEM, 'tmpfs'],
]);

export function describeMachine(dataFolder: string): Machine {
  const processors = cpus();
  const { type: fileSystem } = statfsSync(dataFolder);
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    fileSystem: fileSystems.get(fileSystem) ?? `0x${fileSystem.toString(16)}`,
    node: process.versions.node,
    loadAtStart: loadavg()[0] ?? 0,
  };
}

/** A reason not to believe the figures, if there is one. */
export function warningAbout({ fileSystem, loadAtStart, cores }: Machine): string | undefined {
  if (fileSystem === 'tmpfs') return 'The data is in memory (tmpfs), where a sync costs nothing: use --data.';
  if (loadAtStart > cores / 2)
    return `The machine is busy (load ${loadAtStart.toFixed(1)}): figures will be too low.`;
  return undefined;
}
