import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

const PORT_MIN = 20_000;
const PORT_MAX = 32_000;
const POLL_MS = 50;
const WAIT_MS_MAX = 30_000;

/** Asks again until the answer is yes. A question that fails, for instance to a server that is starting, is a no. */
export async function waitUntil(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = delay(WAIT_MS_MAX, 'late' as const, { ref: false });
  for (;;) {
    const answer = await Promise.race([isTrue(ask), deadline]);
    if (answer === 'late') throw new Error(`waited ${WAIT_MS_MAX / 1000} s in vain: ${what}`);
    if (answer) return;
    await delay(POLL_MS);
  }
}

async function isTrue(ask: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await ask();
  } catch {
    return false;
  }
}

/**
 * A port that nobody listens on, from below those that the system gives to outgoing connections: while the server is
 * dead, a client that asks again must not be given its port.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
