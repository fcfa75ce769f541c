import { setTimeout as delay } from 'node:timers/promises';

import { type Cluster, type Node, SESSION_MS } from '../harness/cluster.js';
import type { Random } from '../harness/random.js';

/** There is load again, and something under way to be cut. */
const PAUSE_MS_MIN = 1000;
const NODE_PAUSE_MS_MAX = 3000;
/** There are fewer of them, and they come back faster than nodes. */
const SERVER_PAUSE_MS_MAX = 12_000;
const OUTAGE_MS_MAX = 3000;

type Event = () => Promise<void>;

/** What happens to a part, in words, with its moment. */
export type Say = (what: string) => void;

/**
 * Kills each kind of part at least twice and freezes each worker, at moments and in an order that the seed decides.
 * Nodes and servers fail independently of each other, so that a node may have to start while Kafka or Redis is away.
 */
export async function breakEverything(cluster: Cluster, random: Random, say: Say): Promise<void> {
  const [worker, otherWorker] = cluster.of('worker') as [Node, Node];
  const [ingress, otherIngress] = cluster.of('ingress') as [Node, Node];
  const killed = (node: Node) => () => killNode(node, random, say);
  const nodeEvents: readonly Event[] = [
    ...[worker, otherWorker, ingress, otherIngress].map(killed),
    ...[worker, otherWorker].map((node) => () => freeze(node, random, say)),
  ];
  const { kafka, redis } = cluster;
  if (kafka === undefined || redis === undefined) throw new Error('This Kafka or Redis is not ours to kill.');
  const kafkaOutage = () => outage('Kafka', kafka, random, say);
  const redisOutage = () => outage('Redis', redis, random, say);
  await Promise.all([
    inAnyOrder(nodeEvents, random, NODE_PAUSE_MS_MAX),
    inAnyOrder([kafkaOutage, kafkaOutage, redisOutage, redisOutage], random, SERVER_PAUSE_MS_MAX),
  ]);
}

/** One node after the other, as an upgrade does it. Resolves with how each of them ended. */
export async function restartAll(cluster: Cluster, say: Say): Promise<ReadonlyMap<string, number | null>> {
  const codes = new Map<string, number | null>();
  for (const node of cluster.nodes) {
    say(`SIGTERM to ${node.name}`);
    codes.set(node.name, await node.stop());
    await node.start();
    say(`${node.name} is ready again`);
  }
  return codes;
}

async function killNode(node: Node, random: Random, say: Say): Promise<void> {
  say(`kill -9 ${node.name}`);
  await node.kill();
  await delay(random.between(0, OUTAGE_MS_MAX));
  await node.start();
  say(`${node.name} is ready again`);
}

/** For longer than its session: others take its partitions while it believes that they are its own. */
async function freeze(node: Node, random: Random, say: Say): Promise<void> {
  say(`SIGSTOP ${node.name}`);
  node.signal('SIGSTOP');
  await delay(SESSION_MS + random.between(1000, 2 * OUTAGE_MS_MAX));
  node.signal('SIGCONT');
  say(`${node.name} wakes`);
}

interface Killable {
  kill(): Promise<void>;
  restart(): Promise<void>;
}

async function outage(name: string, server: Killable, random: Random, say: Say): Promise<void> {
  say(`kill -9 ${name}`);
  await server.kill();
  await delay(random.between(0, OUTAGE_MS_MAX));
  await server.restart();
  say(`${name} is there again`);
}

async function inAnyOrder(events: readonly Event[], random: Random, pauseMsMax: number): Promise<void> {
  const rest = [...events];
  while (rest.length > 0) {
    await delay(random.between(PAUSE_MS_MIN, pauseMsMax));
    const [next] = rest.splice(random.between(0, rest.length - 1), 1);
    await next?.();
  }
}
