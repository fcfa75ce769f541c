import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { findFreePort } from '../process/free-port.js';
import { usageOf } from '../process/proc-stats.js';
import { answers } from './answers.js';
import { FsyncTrace } from './fsync-trace.js';
import { register } from './register.js';
import { type Server, type ServerOptions, type StopSignal, type Usage } from './server.js';

const STOP_SECONDS_MAX = 60;
const OUTPUT_CHARACTERS_MAX = 20_000;

export interface Ports {
  readonly ingress: number;
  readonly admin: number;
  readonly node: number;
}

/** A server of one process, with its default settings but for addresses, folder and logging. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Whether Node runs it, which is what can be profiled. */
  readonly isNode: boolean;
  environment(folder: string, ports: Ports): Readonly<Record<string, string>>;
}

const running = new Set<ProgramServer>();

// However the bench ends, it leaves neither a server nor its data behind.
process.once('exit', () => {
  for (const server of running) server.abandon();
});

/** A program that is a whole server, running in a folder of its own. */
export class ProgramServer implements Server {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    private readonly program: Program,
    private readonly options: ServerOptions,
    private readonly folder: string,
    private readonly ports: Ports,
    readonly syncs: FsyncTrace | undefined,
  ) {}

  static async start(program: Program, options: ServerOptions): Promise<ProgramServer> {
    const ports = { ingress: await findFreePort(), admin: await findFreePort(), node: await findFreePort() };
    const folder = mkdtempSync(join(options.dataFolder, 'perdure-bench-'));
    const syncs = options.isTraced ? new FsyncTrace(join(folder, 'syncs.txt')) : undefined;
    const server = new ProgramServer(program, options, folder, ports, syncs);
    running.add(server);
    try {
      server.launch();
      await server.answers(server.adminUrl + '/health');
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get ingressPort(): number {
    return this.ports.ingress;
  }

  usage(): Usage {
    return { server: usageOf(this.pid) };
  }

  async register(uri: string): Promise<void> {
    await register(this.adminUrl, uri);
    await this.answersProbe();
  }

  async restart(signal: StopSignal): Promise<number> {
    await this.end(signal);
    const startedMs = performance.now();
    this.launch();
    await this.answersProbe();
    return performance.now() - startedMs;
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await this.remove();
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    running.delete(this);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** For when there is no time left to wait. */
  abandon(): void {
    this.child?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get adminUrl(): string {
    return `http://127.0.0.1:${this.ports.admin}`;
  }

  private get pid(): number {
    if (this.child?.pid === undefined || hasEnded(this.child)) throw this.endedEarly();
    return this.child.pid;
  }

  private endedEarly(): Error {
    return new Error(`The server ended. What it printed:\n${this.output}`);
  }

  private launch(): void {
    const { program, options } = this;
    const profile =
      options.profileFolder !== undefined && program.isNode
        ? ['--cpu-prof', '--cpu-prof-dir', makeFolder(options.profileFolder)]
        : [];
    const own = [program.command, ...profile, ...program.args];
    const [command = '', ...args] = this.syncs === undefined ? own : this.syncs.wrap(own);
    const env = { ...process.env, ...program.environment(this.folder, this.ports) };
    const child = spawn(command, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-OUTPUT_CHARACTERS_MAX);
      });
    }
    this.child = child;
  }

  private async end(signal: StopSignal): Promise<void> {
    const { child } = this;
    if (child === undefined || hasEnded(child)) return;
    const ended = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_SECONDS_MAX * 1000);
    child.kill(signal);
    await ended;
    clearTimeout(timer);
  }

  private answersProbe(): Promise<void> {
    const url = `http://127.0.0.1:${this.ports.ingress}${this.options.probePath}`;
    return this.answers(url, { method: 'POST' });
  }

  private answers(url: string, init?: RequestInit): Promise<void> {
    const check = (): void => {
      if (this.child === undefined || hasEnded(this.child)) throw this.endedEarly();
    };
    return answers(url, check, init);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}
