import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../standalone/dist/main.js', import.meta.url));
const START_MS_MAX = 30_000;
const POLL_MS = 50;

export interface RunningServer {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** A fresh server of ours in a process of its own, with default settings but for ports and folder. */
export async function startStandalone(): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-conformance-'));
  const [ingress, admin, node] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(process.execPath, [script], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...inheritedEnvironment(),
      PERDURE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      PERDURE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      PERDURE_BIND_ADDRESS: `127.0.0.1:${node}`,
      PERDURE_BASE_DIR: join(folder, 'data'),
    },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    process.off('exit', killNow);
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const server = { ingressUrl: `http://127.0.0.1:${ingress}`, adminUrl: `http://127.0.0.1:${admin}`, stop };
  const deadlineMs = Date.now() + START_MS_MAX;
  while (!(await isReady(server))) {
    if (child.exitCode !== null || Date.now() > deadlineMs) {
      await stop();
      throw new Error(`The server did not start:\n${said}`);
    }
    await delay(POLL_MS);
  }
  return server;
}

async function isReady({ ingressUrl, adminUrl }: Omit<RunningServer, 'stop'>): Promise<boolean> {
  try {
    const answers = await Promise.all([fetch(`${adminUrl}/health`), fetch(`${ingressUrl}/restate/health`)]);
    return answers.every(({ ok }) => ok);
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  // What it stored is of no interest.
  child.kill('SIGKILL');
  await ended;
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
