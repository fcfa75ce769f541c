import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { programSubject, type Subject, versionOf } from './subject.js';

export const REFERENCE_VERSION = '1.7.12';

/**
 * The reference implementation, a program published on the npm registry. It is fetched once into a scratch folder, and
 * only when somebody asks for the comparison: Perdure neither depends on it nor ships any of it.
 */
export function reference(version: string): Subject {
  const folder = join(tmpdir(), `perdure-bench-reference-${version}`);
  // The package's own `bin` is a script that starts this program; started directly, it is the process we measure.
  const packageName = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  const program = join(folder, 'node_modules', packageName, 'bin', 'restate-server');
  if (!existsSync(program)) fetchPackage(folder, `@restatedev/restate-server@${version}`);
  if (!existsSync(program))
    throw new Error(`There is no ${packageName} ${version}: nothing to compare with.`);
  return programSubject('reference', versionOf(program), {
    command: program,
    args: [],
    isNode: false,
    environment: (data, ports) => ({
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ports.ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${ports.admin}`,
      RESTATE_BIND_ADDRESS: `127.0.0.1:${ports.node}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${ports.node}`,
      RESTATE_BASE_DIR: join(data, 'data'),
      RESTATE_LOG_FILTER: 'warn',
      DO_NOT_TRACK: '1',
    }),
  });
}

function fetchPackage(folder: string, specifier: string): void {
  process.stderr.write(`bench: fetching ${specifier} into ${folder}, once …\n`);
  mkdirSync(folder, { recursive: true });
  // Inside an npm script npm says where it lives; the Node that runs us may not have it on its PATH.
  const npm = process.env['npm_execpath'];
  const [command, ...first] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const args = [...first, 'install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, specifier];
  const { status } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`npm could not install ${specifier}; its message is above.`);
}
