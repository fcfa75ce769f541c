import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Ports {
  readonly ingress: number;
  readonly admin: number;
  readonly node: number;
}

/** A server program to be measured, with its default settings but for addresses, folder and logging. */
export interface Subject {
  /** Short and unique in a run: a column, a legend. */
  readonly name: string;
  readonly version: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whether Node runs it, which is what can be profiled. */
  readonly isNode: boolean;
  environment(folder: string, ports: Ports): Readonly<Record<string, string>>;
}

/** Perdure standalone, from its built `main.js`. */
export function perdure(name: string, mainScript: string): Subject {
  return {
    name,
    version: versionOf(process.execPath, mainScript),
    command: process.execPath,
    args: [mainScript],
    isNode: true,
    environment: (folder, ports) => ({
      PERDURE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ports.ingress}`,
      PERDURE_ADMIN__BIND_ADDRESS: `127.0.0.1:${ports.admin}`,
      PERDURE_BIND_ADDRESS: `127.0.0.1:${ports.node}`,
      PERDURE_BASE_DIR: join(folder, 'data'),
      PERDURE_LOG_FILTER: 'warn',
    }),
  };
}

/** What the program says after `--version`. */
export function versionOf(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, [...args, '--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} --version failed: ${stderr}`);
  return stdout.trim();
}
