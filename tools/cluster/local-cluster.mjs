/**
 * A whole cluster of processes on this machine: Kafka, Redis, and as many nodes of each role as wanted. For people to
 * try (`npm run cluster`) and for the tests to break.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { externalKafkaBrokers, startKafka } from '../test-servers/kafka/kafka.mjs';
import { externalRedisUrl, startRedis } from '../test-servers/redis.mjs';
import { root } from '../workspace.mjs';

const readyMsMax = 90_000;
const stopMsMax = 40_000;

/**
 * @param {{
 *   counts?: { ingress?: number, worker?: number, admin?: number },
 *   ports?: { ingress?: readonly number[], admin?: readonly number[] },
 *   env?: Readonly<Record<string, string>>,
 *   kafka?: object, redis?: object,
 *   say?: (line: string) => void,
 * }} [options]
 */
export async function startCluster(options = {}) {
  const { counts = {}, ports = {}, env = {}, say = () => undefined } = options;
  const folder = await mkdtemp(join(tmpdir(), 'perdure-cluster-'));
  const stops = [];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) await step().catch((error) => say(String(error)));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    say('starting Kafka and Redis …');
    const kafka = externalKafkaBrokers().length > 0 ? undefined : await startKafka(options.kafka);
    if (kafka !== undefined) stops.push(() => kafka.stop());
    const redis = externalRedisUrl() === undefined ? await startRedis(options.redis) : undefined;
    if (redis !== undefined) stops.push(() => redis.stop());
    // One cluster, one namespace: external servers may serve several.
    const id = `local-${process.pid}-${Date.now().toString(36)}`;
    const shared = {
      PERDURE_KAFKA__BROKERS: (kafka?.brokers ?? externalKafkaBrokers()).join(','),
      PERDURE_REDIS__URLS: (redis?.urls ?? [externalRedisUrl()]).join(','),
      PERDURE_REDIS__CLUSTER: String((redis?.urls.length ?? 1) > 1),
      PERDURE_REDIS__NAMESPACE: id,
      PERDURE_KAFKA__TOPIC: `perdure.commands.${id}`,
      PERDURE_KAFKA__GROUP_ID: `perdure.workers.${id}`,
      PERDURE_CLUSTER_NAME: id,
      PERDURE_LOG_FORMAT: 'compact',
      ...env,
    };
    const nodes = [];
    for (const role of ['worker', 'ingress', 'admin'])
      for (let index = 0; index < (counts[role] ?? (role === 'admin' ? 1 : 2)); index++)
        nodes.push(new Node(role, index, ports[role]?.[index], shared, folder));
    stops.push(async () => void (await Promise.all(nodes.map((node) => node.stop()))));
    say(`starting ${nodes.map(({ name }) => name).join(', ')} …`);
    await Promise.all(nodes.map((node) => node.start()));
    return { nodes, kafka, redis, folder, stop, of: (role) => nodes.filter((node) => node.role === role) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One process of one role; keeps its ports over restarts. */
class Node {
  #child;
  #log = '';

  constructor(role, index, port, env, folder) {
    this.role = role;
    this.name = `${role}-${index + 1}`;
    this.port = port;
    this.env = env;
    this.file = join(folder, `${this.name}.log`);
  }

  /** Resolves when the node says that it is ready to serve. */
  async start() {
    if (this.#child !== undefined) return;
    this.port ??= await freePort();
    this.nodePort ??= await freePort();
    const child = spawn(process.execPath, [join(root, 'apps', this.role, 'dist/main.js')], {
      env: {
        ...process.env,
        ...this.env,
        PERDURE_NODE_NAME: this.name,
        PERDURE_BIND_ADDRESS: `127.0.0.1:${this.nodePort}`,
        ...(this.role !== 'worker' && {
          [`PERDURE_${this.role.toUpperCase()}__BIND_ADDRESS`]: `127.0.0.1:${this.port}`,
        }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const file = createWriteStream(this.file, { flags: 'a' });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        this.#log = (this.#log + text).slice(-20_000);
        file.write(text);
      });
    this.ended = new Promise((resolve) =>
      child.once('exit', (code, signal) => {
        if (this.#child === child) this.#child = undefined;
        file.end();
        resolve({ code, signal });
      }),
    );
    const deadline = Date.now() + readyMsMax;
    while (!(await this.isReady())) {
      if (this.#child !== child) throw new Error(`${this.name} ended while it started:\n${this.#log}`);
      if (Date.now() > deadline) throw new Error(`${this.name} did not become ready:\n${this.#log}`);
      await delay(100);
    }
  }

  /** Where the role listens; of a worker, where its metrics and health are. */
  get url() {
    return `http://127.0.0.1:${this.role === 'worker' ? this.nodePort : this.port}`;
  }

  get nodeUrl() {
    return `http://127.0.0.1:${this.nodePort}`;
  }

  get isRunning() {
    return this.#child !== undefined;
  }

  /** The end of what the process printed. */
  get log() {
    return this.#log;
  }

  async isReady() {
    try {
      return (await fetch(`${this.nodeUrl}/health/ready`)).ok;
    } catch {
      return false;
    }
  }

  signal(signal) {
    this.#child?.kill(signal);
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill() {
    this.signal('SIGKILL');
    await this.ended;
  }

  /** An orderly stop. Resolves with the exit code; one that takes too long is cut. */
  async stop() {
    if (this.#child === undefined) return 0;
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), stopMsMax);
    const { code } = await this.ended;
    clearTimeout(timer);
    return code;
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
