/**
 * A whole cluster of processes on this machine: Kafka, Redis, and as many nodes of each role as wanted. For people to
 * try (`npm run cluster`) and for the tests to break.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { freePorts } from '../test-servers/free-ports.mjs';
import {
  externalKafkaBrokers,
  KafkaMissing,
  requireKafka,
  startKafka,
} from '../test-servers/kafka/kafka.mjs';
import { externalRedisUrl, RedisMissing, requireRedis, startRedis } from '../test-servers/redis.mjs';
import { root } from '../workspace.mjs';

const readyMsMax = 90_000;
const stopMsMax = 40_000;

/**
 * Why there can be no cluster here, if so: neither a Kafka nor a Redis to use, nor a way to start one. Installs what it
 * can install.
 *
 * @param {{ isOwn?: boolean }} [options] `isOwn`: running servers that the environment names do not help
 * @returns {string | undefined}
 */
export function whyNoCluster({ isOwn = false } = {}) {
  try {
    if (isOwn || externalKafkaBrokers().length === 0) requireKafka();
    if (isOwn || externalRedisUrl() === undefined) requireRedis();
    return undefined;
  } catch (error) {
    if (error instanceof KafkaMissing || error instanceof RedisMissing) return error.message;
    throw error;
  }
}

/**
 * @param {{
 *   counts?: { ingress?: number, worker?: number, admin?: number },
 *   ports?: { ingress?: readonly number[], admin?: readonly number[] },
 *   env?: Readonly<Record<string, string>>,
 *   kafka?: object, redis?: object, isOwn?: boolean, running?: { kafka?: object },
 *   folder?: string, appsFolder?: string, profileFolder?: string,
 *   say?: (line: string) => void,
 * }} [options] `kafka`, `redis`: how to start them; `isOwn`: start them even where the environment names running ones;
 *   `running.kafka`: of `startKafka`, is used and left running; `folder`: where folders are made; `profileFolder`: receives
 *   CPU profiles
 */
export async function startCluster(options = {}) {
  const { counts = {}, ports = {}, env = {}, isOwn = false, running = {}, say = () => undefined } = options;
  const { folder: parent = tmpdir(), appsFolder = join(root, 'apps'), profileFolder } = options;
  const folder = await mkdtemp(join(parent, 'perdure-cluster-'));
  const stops = [];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) await step().catch((error) => say(String(error)));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    say('starting Kafka and Redis …');
    const needsKafka = running.kafka === undefined && (isOwn || externalKafkaBrokers().length === 0);
    const kafka = needsKafka ? await startKafka({ folder: parent, ...options.kafka }) : running.kafka;
    if (needsKafka) stops.push(() => kafka.stop());
    const needsRedis = isOwn || externalRedisUrl() === undefined;
    const redis = needsRedis ? await startRedis({ folder: parent, ...options.redis }) : undefined;
    if (redis !== undefined) stops.push(() => redis.stop());
    const ingressPorts = ports.ingress ?? (await freePorts(counts.ingress ?? 2));
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
      // Admin nodes tell it to clients.
      PERDURE_INGRESS__ADVERTISED_ADDRESS: `http://127.0.0.1:${ingressPorts[0] ?? 8080}`,
      ...env,
    };
    const nodes = [];
    const of = (role) => nodes.filter((node) => node.role === role);
    const add = (role, extra = {}) => {
      const index = of(role).length;
      const port = { ...ports, ingress: ingressPorts }[role]?.[index];
      const node = new Node(
        role,
        index,
        port,
        { ...shared, ...extra },
        { folder, appsFolder, profileFolder },
      );
      nodes.push(node);
      return node;
    };
    for (const role of ['worker', 'ingress', 'admin'])
      for (let count = counts[role] ?? (role === 'admin' ? 1 : 2); count > 0; count--) add(role);
    stops.push(async () => void (await Promise.all(nodes.map((node) => node.stop()))));
    say(`starting ${nodes.map(({ name }) => name).join(', ')} …`);
    await Promise.all(nodes.map((node) => node.start()));
    return { nodes, kafka, redis, settings: shared, folder, stop, of, add };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Without what steers the tests, which a server would refuse as unknown settings. */
function inheritedEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^PERDURE_(E2E|TEST)_/.test(name)),
  );
}

/** One process of one role; keeps its ports over restarts. */
class Node {
  #child;
  #log = '';
  // A program that is cut short must not leave nodes behind.
  #killNow = () => void this.#child?.kill('SIGKILL');

  constructor(role, index, port, env, { folder, appsFolder, profileFolder }) {
    this.role = role;
    this.script = join(appsFolder, role, 'dist/main.js');
    this.name = `${role}-${index + 1}`;
    this.port = port;
    this.env = env;
    this.profileFolder = profileFolder;
    this.file = join(folder, `${this.name}.log`);
  }

  /** Resolves when the node says that it is ready to serve. */
  async start() {
    if (this.#child !== undefined) return;
    await this.launch();
    await this.ready();
  }

  /** Starts the process, and leaves it to the caller what becomes of it. */
  async launch() {
    const [port, nodePort] = await freePorts(2);
    this.port ??= port;
    this.nodePort ??= nodePort;
    const child = spawn(process.execPath, [...this.#profiling(), this.script], {
      env: {
        ...inheritedEnvironment(),
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
    this.#log = '';
    process.once('exit', this.#killNow);
    const file = createWriteStream(this.file, { flags: 'a' });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        this.#log = (this.#log + text).slice(-20_000);
        file.write(text);
      });
    this.ended = new Promise((resolve) =>
      child.once('exit', (code, signal) => {
        if (this.#child === child) this.#child = undefined;
        process.off('exit', this.#killNow);
        file.end();
        resolve({ code, signal });
      }),
    );
  }

  #profiling() {
    if (this.profileFolder === undefined) return [];
    // Profiles of one node sort by the time it was started.
    const name = `${this.name}.${Date.now()}.cpuprofile`;
    return ['--cpu-prof', '--cpu-prof-dir', this.profileFolder, '--cpu-prof-name', name];
  }

  async ready() {
    const child = this.#child;
    const deadline = Date.now() + readyMsMax;
    while (!(await this.isReady())) {
      if (this.#child !== child || child === undefined)
        throw new Error(`${this.name} ended while it started:\n${this.#log}`);
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

  get pid() {
    return this.#child?.pid;
  }

  /** The end of what the process printed since it was started last. */
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
