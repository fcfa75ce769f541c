#!/usr/bin/env node
/**
 * Real Redis servers for tests and for trying the cluster topology. No dependencies. As a program it runs until Ctrl-C:
 *
 *     node tools/test-servers/redis.mjs [number of nodes]
 *
 * Data lives in a temporary folder that `stop` removes. Every write is flushed before it is acknowledged (append-only
 * file, `appendfsync always`), so a killed server comes back with all it acknowledged.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { freePorts } from './free-ports.mjs';

const PATIENCE_MS = 20_000;
const POLL_INTERVAL_MS = 10;
const SLOTS = 16_384;

/** Why there is no Redis here, for the summary of the tests. */
export class RedisMissing extends Error {}

/** The server that `PERDURE_TEST_REDIS` names, if any. */
export function externalRedisUrl() {
  return process.env.PERDURE_TEST_REDIS || undefined;
}

/** True where a test that cannot run is a failure. */
export function mustHaveServers() {
  return process.env.CI === 'true';
}

/**
 * Starts one server, or a Redis Cluster of several masters without replicas. They end with this process, however it ends.
 *
 * @param {{ nodes?: number, args?: string[], folder?: string }} [options] `args`: further arguments of `redis-server`;
 *   `folder`: where the folder of the data is made
 * @returns {Promise<RedisServers>} rejects with `RedisMissing` when there is no `redis-server` and none can be installed
 */
export async function startRedis({ nodes = 1, args = [], folder: parent = tmpdir() } = {}) {
  const binary = requireRedis();
  const folder = mkdtempSync(join(parent, 'perdure-redis-'));
  const servers = new RedisServers(folder);
  try {
    const ports = await freePorts(2 * nodes);
    for (let index = 0; index < nodes; index++) {
      const own = ports.slice(2 * index, 2 * index + 2);
      servers.nodes.push(new RedisNode(binary, join(folder, String(index)), own, nodes > 1, args));
    }
    await Promise.all(servers.nodes.map((node) => node.start()));
    if (nodes > 1) await formCluster(servers.nodes);
  } catch (error) {
    await servers.stop();
    throw error;
  }
  return servers;
}

class RedisServers {
  /** @type {RedisNode[]} */
  nodes = [];

  constructor(folder) {
    this.folder = folder;
  }

  get urls() {
    return this.nodes.map(({ port }) => `redis://127.0.0.1:${port}`);
  }

  get pids() {
    return this.nodes.map(({ process: child }) => child.pid);
  }

  /** `kill -9`, at once; resolves when the process is gone. */
  async kill(index = 0) {
    await this.nodes[index].end('SIGKILL');
  }

  /** Starts a killed node again on the same port and data; resolves when it answers. */
  async restart(index = 0) {
    await this.nodes[index].start();
  }

  /** Copies the data of a killed node, in place of an earlier copy. */
  copyData(index = 0) {
    this.nodes[index].copyData();
  }

  /** Gives a killed node the data that was copied. */
  putDataBack(index = 0) {
    this.nodes[index].putDataBack();
  }

  /** Leaves a killed node without any data. */
  removeData(index = 0) {
    this.nodes[index].removeData();
  }

  /** Stops everything and removes the data. */
  async stop() {
    await Promise.all(this.nodes.map((node) => node.end('SIGKILL')));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

class RedisNode {
  constructor(binary, folder, [port, busPort], isCluster, args) {
    mkdirSync(folder);
    this.binary = binary;
    this.folder = folder;
    this.port = port;
    this.busPort = busPort;
    this.logFile = join(folder, 'redis.log');
    this.args = [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''],
      ...(isCluster ? ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)] : []),
      ...args,
    ];
  }

  async start() {
    const log = openSync(this.logFile, 'a');
    this.process = spawn(this.binary, this.args, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.process.unref();
    this.guard = guard(this.process.pid);
    await waitFor(`redis-server answers on port ${this.port}`, async () => {
      const { exitCode, signalCode } = this.process;
      if (exitCode !== null || signalCode !== null)
        throw new Error(`redis-server ended: ${readFileSync(this.logFile, 'utf8').slice(-2000)}`);
      return /PONG|NOAUTH/.test(await ask(this.port, 'PING'));
    });
  }

  copyData() {
    rmSync(this.#copy, { recursive: true, force: true });
    cpSync(this.folder, this.#copy, { recursive: true });
  }

  putDataBack() {
    this.removeData();
    cpSync(this.#copy, this.folder, { recursive: true });
  }

  removeData() {
    rmSync(this.folder, { recursive: true });
    mkdirSync(this.folder);
  }

  get #copy() {
    return `${this.folder}.copy`;
  }

  async end(signal) {
    const child = this.process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    this.guard.kill('SIGKILL');
    child.ref();
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

/** Kills the server when the pipe to us breaks: a test run that is cut short, even by SIGKILL, leaves nothing behind. */
function guard(pid) {
  const child = spawn('sh', ['-c', `cat >/dev/null; kill -9 ${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  child.stdin.unref();
  return child;
}

async function formCluster(nodes) {
  const perNode = Math.ceil(SLOTS / nodes.length);
  for (const [index, { port }] of nodes.entries()) {
    const last = Math.min((index + 1) * perNode, SLOTS) - 1;
    await ask(port, `CLUSTER ADDSLOTSRANGE ${index * perNode} ${last}`);
    if (index > 0) await ask(nodes[0].port, `CLUSTER MEET 127.0.0.1 ${port} ${nodes[index].busPort}`);
  }
  for (const { port } of nodes) {
    await waitFor('the cluster covers all slots', async () => {
      const info = await ask(port, 'CLUSTER INFO');
      return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes.length}`);
    });
  }
}

/** Sends one inline command; the first chunk of the reply is enough here. '' when nobody answers. */
async function ask(port, command) {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.setTimeout(1000, () => socket.destroy(new Error('no answer')));
    socket.write(`${command}\r\n`);
    const [reply] = await once(socket, 'data');
    return String(reply);
  } catch {
    return '';
  } finally {
    socket.destroy();
  }
}

async function waitFor(what, isTrue) {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await isTrue())) {
    if (performance.now() > deadlineMs) throw new Error(`Waited ${PATIENCE_MS} ms in vain until ${what}.`);
    await delay(POLL_INTERVAL_MS);
  }
}

/** @returns {string} the path of `redis-server`, installed if need be; throws `RedisMissing` */
export function requireRedis() {
  const found = find();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new RedisMissing(
      'no redis-server on the PATH; install it, or name a running one in PERDURE_TEST_REDIS',
    );
  }
  process.stderr.write('perdure: installing redis-server for the tests (apt-get), once …\n');
  // Test files run in parallel: the lock lets one of them install, and the others find it done.
  const install =
    'command -v redis-server || { apt-get update && apt-get install -y --no-install-recommends redis-server; }';
  const { status, stderr } = spawnSync(
    'flock',
    [join(tmpdir(), 'perdure-install-redis.lock'), 'sh', '-c', install],
    { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' },
  );
  const installed = status === 0 ? find() : undefined;
  if (installed === undefined)
    throw new RedisMissing(
      `redis-server is missing and apt-get failed: ${String(stderr).trim().slice(-300)}`,
    );
  return installed;
}

function find() {
  const { stdout } = spawnSync('sh', ['-c', 'command -v redis-server'], { encoding: 'utf8' });
  return stdout?.trim() || undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const servers = await startRedis({ nodes: Number(process.argv[2] ?? 1) });
  console.log(servers.urls.join(','));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void servers.stop());
  // The servers are unreferenced children: something has to keep the program running until it is told to stop.
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  await Promise.all(servers.nodes.map(({ process: child }) => once(child, 'exit')));
  clearInterval(keepAlive);
}
