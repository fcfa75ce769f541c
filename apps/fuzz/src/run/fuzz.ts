import { setTimeout as delay } from 'node:timers/promises';

import type { Conversation } from '../conversations/conversation.js';
import { conversationOf } from '../conversations/conversations.js';
import type { Memory } from './memory-probe.js';
import { World } from './world.js';

export interface FuzzOptions {
  readonly seed: number;
  readonly durationMs: number;
  /** Only the conversation with this number. */
  readonly only?: number;
}

export interface FuzzReport {
  readonly conversations: number;
  /** What went wrong, for people; empty: nothing. */
  readonly findings: readonly string[];
  /** After warming up, and in the end; undefined: the server did not live to see it. */
  readonly memory: { readonly before: Memory; readonly after: Memory } | undefined;
  /** The longest that a proper call took meanwhile. */
  readonly slowestCallMs: number;
  /** What the server printed last. */
  readonly log: string;
}

const CONVERSATIONS_AT_ONCE = 12;
const FINDINGS_MAX = 10;
const CANARY_MS = 200;
/** Of the time, until caches are full and code is compiled, so that what grows from then on is a leak. */
const WARM_UP = 0.35;

/**
 * Talks to a fresh server until the time is over or enough is found, and looks how it is then. Rejects when the server
 * does not stop in good order.
 */
export async function fuzz({ seed, durationMs, only }: FuzzOptions): Promise<FuzzReport> {
  const world = await World.start();
  try {
    const fuzzer = new Fuzzer(world, seed);
    const memory = await (only === undefined ? fuzzer.run(durationMs) : fuzzer.hold(only));
    const { findings, held, slowestCallMs } = fuzzer;
    const complaint = await world.complaint();
    if (complaint !== undefined) findings.push(`in the end: ${complaint}`);
    return { conversations: held, findings, memory, slowestCallMs, log: world.server.log };
  } finally {
    await world.stop();
  }
}

class Fuzzer {
  readonly findings: string[] = [];
  held = 0;
  slowestCallMs = 0;
  private next = 0;

  constructor(
    private readonly world: World,
    private readonly seed: number,
  ) {}

  async run(durationMs: number): Promise<FuzzReport['memory']> {
    await this.talk(durationMs * WARM_UP);
    if (this.world.server.ending() !== undefined) return undefined;
    const before = await this.world.measureMemory();
    await this.talk(durationMs * (1 - WARM_UP));
    if (this.world.server.ending() !== undefined) return undefined;
    return { before, after: await this.world.measureMemory() };
  }

  private async talk(ms: number): Promise<void> {
    const endMs = performance.now() + ms;
    const goesOn = () => performance.now() < endMs && this.findings.length < FINDINGS_MAX;
    const talker = async () => {
      while (goesOn()) await this.hold(this.next++);
    };
    const canary = async () => {
      while (goesOn()) {
        await this.call();
        await delay(CANARY_MS);
      }
    };
    await Promise.all([canary(), ...Array.from({ length: CONVERSATIONS_AT_ONCE }, talker)]);
  }

  async hold(number: number): Promise<undefined> {
    const conversation = conversationOf(this.seed, number, this.world.vocabulary);
    const problem = await this.problemOf(conversation);
    this.held++;
    if (problem !== undefined)
      this.findings.push(`conversation ${number}: ${problem}\n  ${conversation.describe()}`);
  }

  private async problemOf(conversation: Conversation): Promise<string | undefined> {
    const problem = await conversation.hold(this.world.surroundings).catch(String);
    const ending = this.world.server.ending();
    return ending === undefined ? problem : `the server ${ending}`;
  }

  private async call(): Promise<void> {
    const startMs = performance.now();
    const complaint = await this.world.complaint();
    this.slowestCallMs = Math.max(this.slowestCallMs, performance.now() - startMs);
    if (complaint !== undefined) this.findings.push(`meanwhile: ${complaint}`);
  }
}
