import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Port } from '../requests/request.js';

const script = fileURLToPath(new URL('../../../standalone/dist/main.js', import.meta.url));
const START_MS_MAX = 30_000;
const STOP_MS_MAX = 20_000;
const POLL_MS = 50;
const OUTPUT_CHARACTERS_MAX = 100_000;

/** A standalone server in a process of its own, with default settings but for ports and folder. */
export class ServerProcess {
  private output = '';
  /** What it printed while it started, the address of the inspector among it. */
  private greeting = '';
  private readonly killNow = (): void => void this.child.kill('SIGKILL');

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly ports: Readonly<Record<Port, number>>,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream
        ?.setEncoding('utf8')
        .on('data', (text: string) => (this.output = (this.output + text).slice(-OUTPUT_CHARACTERS_MAX)));
    process.once('exit', this.killNow);
  }

  static async start(): Promise<ServerProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'perdure-fuzz-'));
    const ports = { ingress: await freePort(), admin: await freePort(), node: await freePort() };
    const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', script], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...inheritedEnvironment(),
        PERDURE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ports.ingress}`,
        PERDURE_ADMIN__BIND_ADDRESS: `127.0.0.1:${ports.admin}`,
        PERDURE_BIND_ADDRESS: `127.0.0.1:${ports.node}`,
        PERDURE_BASE_DIR: join(folder, 'data'),
        PERDURE_LOG_FORMAT: 'compact',
      },
    });
    const server = new ServerProcess(child, folder, ports);
    try {
      await server.untilReady();
    } catch (error) {
      await server.kill();
      throw error;
    }
    return server;
  }

  /** How the process ended; undefined: it runs. */
  ending(): string | undefined {
    const { exitCode, signalCode } = this.child;
    if (exitCode === null && signalCode === null) return undefined;
    return `ended ${signalCode ?? `with ${exitCode ?? 0}`}`;
  }

  /** What it printed last. */
  get log(): string {
    return this.output;
  }

  /** Where Node's inspector listens. */
  get inspectorUrl(): string {
    const url = /ws:\/\/\S+/.exec(this.greeting)?.[0];
    if (url === undefined) throw new Error('The process printed no address of its inspector.');
    return url;
  }

  url(port: Port, path: string): string {
    return `http://127.0.0.1:${this.ports[port]}${path}`;
  }

  /** Stops it as an operator does. Rejects when it does not end in good order. */
  async stop(): Promise<void> {
    if (this.ending() === undefined) {
      const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS_MAX);
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await ended;
      clearTimeout(timer);
      if (this.child.exitCode !== 0)
        throw new Error(`The server ${this.ending() ?? ''} after SIGTERM:\n${this.output}`);
    }
    this.forget();
  }

  async kill(): Promise<void> {
    if (this.ending() === undefined) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await ended;
    }
    this.forget();
  }

  private forget(): void {
    process.off('exit', this.killNow);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async untilReady(): Promise<void> {
    const deadlineMs = Date.now() + START_MS_MAX;
    while (!(await this.isReady())) {
      if (this.ending() !== undefined || Date.now() > deadlineMs)
        throw new Error(`The server did not start:\n${this.output}`);
      await delay(POLL_MS);
    }
    this.greeting = this.output;
  }

  private async isReady(): Promise<boolean> {
    try {
      const urls = [
        this.url('admin', '/health'),
        this.url('ingress', '/restate/health'),
        this.url('node', '/health/ready'),
      ];
      return (await Promise.all(urls.map((url) => fetch(url)))).every(({ ok }) => ok);
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('A listening server has a port.');
  return address.port;
}

/** Without settings of whoever runs this. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PERDURE_')));
}
