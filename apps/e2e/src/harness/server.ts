import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe } from '@jest/globals';

import { startClusterServer } from './cluster-server.js';
import { eventually } from './eventually.js';
import { findFreePort } from './free-port.js';
import { paths } from './paths.js';
import { Program } from './program.js';

const START_MS_MAX = 30_000;
const STOP_SECONDS_MAX = 15;

/** A server under test, with its addresses. */
export interface Server {
  readonly ingressUrl: string;
  /** Of every node, where there are several. */
  readonly ingressUrls: readonly string[];
  readonly adminUrl: string;
  /** The node port of each process, with metrics; none when the server is not ours. */
  readonly nodeUrls: readonly string[];
  /** Ends the process at once, mid-write if it must be. */
  kill9(): Promise<void>;
  /** Starts it again (after `kill9`, or stopping it first) on the same ports and the same data. */
  restart(): Promise<void>;
  /** SIGTERM; it must exit with 0 in time. Then its data is removed. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** More settings, `PERDURE_…`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that somebody else started: `PERDURE_E2E_INGRESS_URL` (of each node) and `PERDURE_E2E_ADMIN_URL`. */
const given = {
  ingressUrls: process.env['PERDURE_E2E_INGRESS_URL']?.split(','),
  adminUrl: process.env['PERDURE_E2E_ADMIN_URL'],
};

/** Whether the tests may kill the server and choose its settings. */
export const ownsServer = given.ingressUrls === undefined;

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  if (given.ingressUrls === undefined)
    return process.env['PERDURE_E2E_TOPOLOGY'] === 'cluster'
      ? startClusterServer(options)
      : StandaloneServer.start(options);
  if (given.adminUrl === undefined)
    throw new Error('PERDURE_E2E_INGRESS_URL needs PERDURE_E2E_ADMIN_URL too.');
  return new GivenServer(given.ingressUrls, given.adminUrl);
}

/**
 * `describe` for what kills or configures the server; skipped, with the reason, when the server is not ours.
 */
export function describeOwnServer(name: string, suite: () => void): void {
  if (ownsServer) {
    describe(name, suite);
  } else {
    describe.skip(
      `${name} (skipped: the server given by PERDURE_E2E_INGRESS_URL is not ours to kill)`,
      suite,
    );
  }
}

class GivenServer implements Server {
  readonly nodeUrls = [];

  constructor(
    readonly ingressUrls: readonly string[],
    readonly adminUrl: string,
  ) {}

  get ingressUrl(): string {
    return this.ingressUrls[0] ?? '';
  }

  kill9(): Promise<void> {
    return this.refuse();
  }

  restart(): Promise<void> {
    return this.refuse();
  }

  async stop(): Promise<void> {
    // It was there before, and stays.
  }

  private async refuse(): Promise<void> {
    throw new Error('This server was started by somebody else: wrap the suite in describeOwnServer.');
  }
}

class StandaloneServer implements Server {
  readonly ingressUrl: string;
  readonly ingressUrls: readonly string[];
  readonly adminUrl: string;
  readonly nodeUrls: readonly string[];
  private program: Program | undefined;

  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly folder: string,
    ports: { ingress: number; admin: number; node: number },
  ) {
    this.ingressUrl = `http://127.0.0.1:${ports.ingress}`;
    this.ingressUrls = [this.ingressUrl];
    this.adminUrl = `http://127.0.0.1:${ports.admin}`;
    this.nodeUrls = [`http://127.0.0.1:${ports.node}`];
  }

  static async start({ env = {} }: ServerOptions): Promise<StandaloneServer> {
    const ports = {
      ingress: await findFreePort(),
      admin: await findFreePort(),
      node: await findFreePort(),
    };
    const folder = await mkdtemp(join(tmpdir(), 'perdure-e2e-'));
    const settings = {
      PERDURE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ports.ingress}`,
      PERDURE_ADMIN__BIND_ADDRESS: `127.0.0.1:${ports.admin}`,
      PERDURE_BIND_ADDRESS: `127.0.0.1:${ports.node}`,
      PERDURE_BASE_DIR: join(folder, 'data'),
      ...env,
    };
    const server = new StandaloneServer({ ...inheritedEnvironment(), ...settings }, folder, ports);
    try {
      await server.launch();
    } catch (error) {
      await server.kill9();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return server;
  }

  async kill9(): Promise<void> {
    await this.program?.kill9();
  }

  async restart(): Promise<void> {
    if (this.program?.isRunning === true) await this.program.stop(STOP_SECONDS_MAX);
    await this.launch();
  }

  async stop(): Promise<void> {
    try {
      await this.program?.stop(STOP_SECONDS_MAX);
    } finally {
      this.program?.forget();
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  private async launch(): Promise<void> {
    this.program?.forget();
    // Another executable that understands the same settings may stand in, for instance to compare behaviour.
    const other = process.env['PERDURE_E2E_SERVER'];
    const program = new Program({
      name: 'server',
      command: other ?? process.execPath,
      args: other === undefined ? [paths.standaloneServer] : [],
      env: this.env,
      cwd: this.folder,
    });
    this.program = program;
    const outcome = await eventually(
      async () => {
        if (!program.isRunning) return 'ended';
        const answers = await Promise.all([
          fetch(`${this.adminUrl}/health`),
          fetch(`${this.ingressUrl}/restate/health`),
        ]);
        return answers.every(({ ok }) => ok) && 'ready';
      },
      { what: 'a server that answers', timeoutMs: START_MS_MAX },
    );
    if (outcome === 'ended') throw new Error(`The server ended while it should start:\n${program.output}`);
  }
}

/** Without the settings of whoever runs the tests, and without ours, which the server would refuse. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PERDURE_')));
}
