import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { type Program, ProgramServer } from './program-server.js';
import { type Server, type ServerOptions } from './server.js';

/** A server to be measured. */
export interface Subject {
  /** Short and unique in a run: a column, a legend. */
  readonly name: string;
  readonly version: string;
  /** Whether Node runs it, which is what can be profiled. */
  readonly isNode: boolean;
  /** Starts it on no data; resolves when a deployment can be registered. */
  start(options: ServerOptions): Promise<Server>;
  /** Ends what its servers shared. */
  close(): Promise<void>;
}

/** A subject whose servers are one process each. */
export function programSubject(name: string, version: string, program: Program): Subject {
  return {
    name,
    version,
    isNode: program.isNode,
    start: (options) => ProgramServer.start(program, options),
    close: async () => undefined,
  };
}

/** Perdure standalone, from its built `main.js`. */
export function standalone(name: string, mainScript: string): Subject {
  return programSubject(name, versionOf(process.execPath, mainScript), {
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
  });
}

/** What the program says after `--version`. */
export function versionOf(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, [...args, '--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} --version failed: ${stderr}`);
  return stdout.trim();
}
