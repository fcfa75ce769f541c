import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { findFreePort } from '../process/free-port.js';
import { poll } from '../process/poll.js';
import { cpuMicrosOf, type Memory, memoryOf } from '../process/proc-stats.js';
import { FsyncTrace } from './fsync-trace.js';
import { type Ports, type Subject } from './subject.js';

const START_SECONDS_MAX = 120;
const STOP_SECONDS_MAX = 60;
const POLL_MS = 5;
const OUTPUT_CHARACTERS_MAX = 20_000;

export interface ServerOptions {
  /** The server's own folder is made in here and removed when it stops. */
  readonly dataFolder: string;
  /** Receives the CPU profiles of a server that runs on Node. */
  readonly profileFolder?: string | undefined;
  readonly isTraced: boolean;
}

const running = new Set<Server>();

// However the bench ends, it leaves neither a server nor its data behind.
process.once('exit', () => {
  for (const server of running) server.abandon();
});

/** A running server with a folder and ports of its own. */
export class Server {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    private readonly subject: Subject,
    private readonly options: ServerOptions,
    private readonly folder: string,
    readonly ports: Ports,
    readonly syncs: FsyncTrace | undefined,
  ) {}

  static async start(subject: Subject, options: ServerOptions): Promise<Server> {
    const ports = { ingress: await findFreePort(), admin: await findFreePort(), node: await findFreePort() };
    const folder = mkdtempSync(join(options.dataFolder, 'perdure-bench-'));
    const syncs = options.isTraced ? new FsyncTrace(join(folder, 'syncs.txt')) : undefined;
    const server = new Server(subject, options, folder, ports, syncs);
    running.add(server);
    try {
      server.launch();
      await server.answers(`http://127.0.0.1:${ports.admin}/health`);
      await server.answers(`http://127.0.0.1:${ports.ingress}/restate/health`);
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get cpuMicros(): number {
    return cpuMicrosOf(this.pid);
  }

  get memory(): Memory {
    return memoryOf(this.pid);
  }

  async register(uri: string): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.ports.admin}/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ uri }),
    });
    if (!answer.ok) throw new Error(`Registration was refused: ${answer.status} ${await answer.text()}`);
  }

  /**
   * Ends the server and starts it again on the same data. Resolves with the milliseconds from the start of the process
   * until it has answered a durable call.
   */
  async restart(signal: 'SIGTERM' | 'SIGKILL', probePath: string): Promise<number> {
    await this.end(signal);
    const startedMs = performance.now();
    this.launch();
    await this.answers(`http://127.0.0.1:${this.ports.ingress}${probePath}`, { method: 'POST' });
    return performance.now() - startedMs;
  }

  /** Ends it in good order, so that a profile is written. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await this.remove();
  }

  /** Ends it however it can be ended, and removes its data. */
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

  private get pid(): number {
    if (this.child?.pid === undefined || hasEnded(this.child)) throw this.endedEarly();
    return this.child.pid;
  }

  private endedEarly(): Error {
    return new Error(`The server ended. What it printed:\n${this.output}`);
  }

  private launch(): void {
    const { subject, options } = this;
    const profile =
      options.profileFolder !== undefined && subject.isNode
        ? ['--cpu-prof', '--cpu-prof-dir', makeFolder(options.profileFolder)]
        : [];
    const own = [subject.command, ...profile, ...subject.args];
    const [command = '', ...args] = this.syncs === undefined ? own : this.syncs.wrap(own);
    const env = { ...process.env, ...subject.environment(this.folder, this.ports) };
    const child = spawn(command, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-OUTPUT_CHARACTERS_MAX);
      });
    }
    this.child = child;
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (child === undefined || hasEnded(child)) return;
    const ended = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_SECONDS_MAX * 1000);
    child.kill(signal);
    await ended;
    clearTimeout(timer);
  }

  private async answers(url: string, init: RequestInit = {}): Promise<void> {
    const ask = async (): Promise<true | undefined> => {
      if (this.child === undefined || hasEnded(this.child)) throw this.endedEarly();
      try {
        const response = await fetch(url, init);
        await response.arrayBuffer();
        return response.ok ? true : undefined;
      } catch {
        return undefined;
      }
    };
    await poll(ask, { what: `The answer of ${url}`, everyMs: POLL_MS, secondsMax: START_SECONDS_MAX });
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}
