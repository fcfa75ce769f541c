import { type Config } from './config.js';
import { resolveConfig } from './load-config.js';
import { type Listener } from './open-listeners.js';
import { ConfigProblems } from './problems.js';
import { readCommandLine } from './sources/command-line.js';
import { type Environment } from './sources/environment.js';
import { dumpConfig } from './texts/dump.js';
import { helpText } from './texts/help.js';

/** EX_CONFIG of sysexits: a service manager can tell that starting again will not help. */
const exitCodeOfProblems = 78;
/** Oldest Node.js this runs on, as in the root package.json; an older one starts and then fails every attempt. */
const nodeVersionMin = { major: 24, minor: 9 };

/** What a process needs to be told apart and to talk to whoever starts it. Tests hand in their own. */
export interface ProcessLike {
  readonly env: Environment;
  /** With the two words for Node and the program in front. */
  readonly argv: readonly string[];
  readonly versions: { readonly node: string };
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  exit(code: number): never;
}

export interface Program {
  readonly name: string;
  readonly version: string;
  /** What it serves besides the node port. */
  readonly listeners: readonly Listener[];
}

/**
 * First thing in a `main.ts`: the settings of this process. Does not return when there is nothing to start: after
 * `--help`, `--version` and `--dump-config` the process ends with 0, after printing everything that is wrong with 78.
 */
export function configureProcess(program: Program, host: ProcessLike = process): Config {
  refuseOldNode(host);
  const commandLine = readCommandLine(host.argv.slice(2));
  const print = (text: string) => {
    host.stdout.write(text);
    return host.exit(0);
  };
  // Help is for whoever has problems, so it does not wait for them to be solved.
  if (commandLine.command === 'help') return print(helpText(program.name));
  if (commandLine.command === 'version') return print(`${program.name} ${program.version}\n`);
  try {
    if (commandLine.command === 'dump-config') return print(dumpConfig(resolveConfig(commandLine, host.env)));
    return resolveConfig(commandLine, host.env, program.listeners);
  } catch (error) {
    if (!(error instanceof ConfigProblems)) throw error;
    host.stderr.write(`${error.message}\n`);
    return host.exit(exitCodeOfProblems);
  }
}

function refuseOldNode(host: ProcessLike): void {
  const [major = 0, minor = 0] = host.versions.node.split('.').map(Number);
  if (major > nodeVersionMin.major || (major === nodeVersionMin.major && minor >= nodeVersionMin.minor))
    return;
  host.stderr.write(
    `This is Node.js ${host.versions.node}; Perdure needs ${nodeVersionMin.major}.${nodeVersionMin.minor} or newer. ` +
      'npm start brings the right one along.\n',
  );
  host.exit(exitCodeOfProblems);
}
