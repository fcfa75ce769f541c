#!/usr/bin/env node
/**
 * Real Kafka brokers for tests and for trying the cluster topology. No npm dependencies: the broker's published jars
 * come through Maven. As a program it runs until Ctrl-C:
 *
 *     node tools/test-servers/kafka/kafka.mjs [number of brokers]
 *
 * Each broker is its own KRaft controller too. Data lives in a temporary folder that `stop` removes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { freePorts } from '../free-ports.mjs';
import { brokerClassPath, KafkaMissing } from './broker-jars.mjs';
import { createKeyStore, securityProperties, users } from './security.mjs';

export { KafkaMissing };

/** The oldest and the newest release that Perdure is tested with. */
export const kafkaVersions = ['4.0.0', '4.4.0'];

const PATIENCE_MS = 60_000;
const POLL_INTERVAL_MS = 25;
const CLUSTER_ID = 'cGVyZHVyZS10ZXN0cy0wMQ';

/** The brokers that `PERDURE_TEST_KAFKA` names (`host:port`, separated by commas), if any. */
export function externalKafkaBrokers() {
  return process.env.PERDURE_TEST_KAFKA?.split(',').filter((broker) => broker !== '') ?? [];
}

/** True where a test that cannot run is a failure. */
export function mustHaveServers() {
  return process.env.CI === 'true';
}

/** Fetches what a broker needs, where it is not there yet; throws `KafkaMissing`. */
export function requireKafka() {
  brokerClassPath(kafkaVersions.at(-1));
}

/**
 * @param {{
 *   version?: string, nodes?: number, isSecured?: boolean, properties?: Record<string, string>, jvm?: string[],
 *   folder?: string,
 * }} [options] `isSecured`: clients come over TLS and name a user (SASL); `properties`: further lines of
 *   `server.properties`; `jvm`: further arguments of `java`; `folder`: where the folder of the data is made
 * @returns {Promise<KafkaServers>} rejects with `KafkaMissing` when there is no Java or no way to fetch the broker
 */
export async function startKafka({
  version = kafkaVersions.at(-1),
  nodes = 1,
  isSecured = false,
  properties = {},
  jvm = [],
  folder: parent = tmpdir(),
} = {}) {
  const classPath = brokerClassPath(version);
  const folder = mkdtempSync(join(parent, 'perdure-kafka-'));
  const servers = new KafkaServers(folder, isSecured ? createKeyStore(folder) : undefined);
  try {
    const ports = await freePorts(2 * nodes);
    const voters = Array.from(
      { length: nodes },
      (_, index) => `${index + 1}@127.0.0.1:${ports[nodes + index]}`,
    );
    for (let index = 0; index < nodes; index++) {
      servers.nodes.push(
        new KafkaNode(classPath, join(folder, String(index + 1)), {
          id: index + 1,
          port: ports[index],
          controllerPort: ports[nodes + index],
          voters,
          keyStore: servers.keyStore,
          properties,
          jvm,
        }),
      );
    }
    await Promise.all(servers.nodes.map((node) => node.format()));
    await Promise.all(servers.nodes.map((node) => node.start()));
  } catch (error) {
    await servers.stop();
    throw error;
  }
  return servers;
}

class KafkaServers {
  /** @type {KafkaNode[]} */
  nodes = [];

  constructor(folder, keyStore) {
    this.folder = folder;
    this.keyStore = keyStore;
    // A test run that is cut short must not leave brokers behind.
    this.onExit = () => this.nodes.forEach((node) => node.process?.kill('SIGKILL'));
    process.once('exit', this.onExit);
  }

  get brokers() {
    return this.nodes.map(({ port }) => `127.0.0.1:${port}`);
  }

  get pids() {
    return this.nodes.map(({ process: child }) => child.pid);
  }

  /** PEM of the certificate that signed the brokers', where clients come over TLS. */
  get certificate() {
    return this.keyStore?.certificate;
  }

  /** `kill -9`, at once; resolves when the process is gone. */
  async kill(index = 0) {
    await this.nodes[index].end('SIGKILL');
  }

  /** Starts a killed broker again on the same port and data; resolves when it answers. */
  async restart(index = 0) {
    await this.nodes[index].start();
  }

  /** Stops everything and removes the data. */
  async stop() {
    process.off('exit', this.onExit);
    await Promise.all(this.nodes.map((node) => node.end('SIGKILL')));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

class KafkaNode {
  constructor(classPath, folder, { id, port, controllerPort, voters, keyStore, properties, jvm }) {
    mkdirSync(folder);
    this.classPath = classPath;
    this.port = port;
    this.keyStore = keyStore;
    this.logFile = join(folder, 'broker.log');
    this.settingsFile = join(folder, 'server.properties');
    const log4j = join(folder, 'log4j2.properties');
    writeFileSync(
      log4j,
      'rootLogger.level=WARN\nrootLogger.appenderRef.0.ref=out\nappender.0.type=Console\nappender.0.name=out\n',
    );
    // Started often and short-lived: a small heap and the quick compiler. No JMX, no garbage collector threads.
    this.java = [
      ...['-Xmx512m', '-Xms128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'],
      ...jvm,
      ...[`-Dlog4j2.configurationFile=${log4j}`, '-cp', classPath],
    ];
    const protocol = keyStore === undefined ? 'PLAINTEXT' : 'SASL_SSL';
    const factor = Math.min(voters.length, 3);
    const lines = {
      'process.roles': 'broker,controller',
      'node.id': id,
      'controller.quorum.voters': voters.join(','),
      'controller.listener.names': 'CONTROLLER',
      'inter.broker.listener.name': 'CLIENTS',
      listeners: `CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': `CLIENTS://127.0.0.1:${port}`,
      'listener.security.protocol.map': `CLIENTS:${protocol},CONTROLLER:PLAINTEXT`,
      'log.dirs': join(folder, 'data'),
      // Without these, one broker cannot keep the offsets of consumer groups and the first member waits three seconds.
      'offsets.topic.replication.factor': factor,
      'offsets.topic.num.partitions': 1,
      'group.initial.rebalance.delay.ms': 0,
      'transaction.state.log.replication.factor': factor,
      'transaction.state.log.min.isr': 1,
      'share.coordinator.state.topic.replication.factor': factor,
      'share.coordinator.state.topic.min.isr': 1,
      'auto.create.topics.enable': false,
      // A broker that was killed may come back only after its last session has expired: nine seconds by default.
      'broker.session.timeout.ms': 1000,
      'broker.heartbeat.interval.ms': 250,
      // Lets tests see a dead member go within a second instead of six.
      'group.min.session.timeout.ms': 500,
      ...(keyStore === undefined ? {} : securityProperties(keyStore)),
      ...properties,
    };
    const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(this.settingsFile, text.join(''));
  }

  async format() {
    const scram = Object.entries(this.keyStore === undefined ? {} : users).flatMap(([name, password]) => [
      '--add-scram',
      `SCRAM-SHA-256=[name=${name},password=${password}]`,
    ]);
    const args = ['format', '--cluster-id', CLUSTER_ID, '--config', this.settingsFile, ...scram];
    const formatter = this.run('kafka.tools.StorageTool', args);
    const [code] = await once(formatter, 'exit');
    if (code !== 0) throw new Error(`Formatting the storage of Kafka failed: ${this.logTail()}`);
  }

  async start() {
    this.process = this.run('kafka.Kafka', [this.settingsFile]);
    // A broker left running must not keep the test run from ending; 'exit' of this process kills it.
    this.process.unref();
    await waitFor(`Kafka answers on port ${this.port}`, async () => {
      const { exitCode, signalCode } = this.process;
      if (exitCode !== null || signalCode !== null) throw new Error(`Kafka ended: ${this.logTail()}`);
      return accepts(this.port);
    });
  }

  run(mainClass, args) {
    const log = openSync(this.logFile, 'a');
    const child = spawn('java', [...this.java, mainClass, ...args], { stdio: ['ignore', log, log] });
    closeSync(log);
    return child;
  }

  async end(signal) {
    const child = this.process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  logTail() {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8').slice(-2000) : 'it wrote no log';
  }
}

/** A broker opens its port for clients as the last thing of its start. */
async function accepts(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const servers = await startKafka({ nodes: Number(process.argv[2] ?? 1) });
  console.log(servers.brokers.join(','));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void servers.stop());
  // The brokers are unreferenced children: something has to keep the program running until it is told to stop.
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  await Promise.all(servers.nodes.map(({ process: child }) => once(child, 'exit')));
  clearInterval(keepAlive);
}
