import { once } from 'node:events';
import { connect } from 'node:net';

import { afterAll, beforeAll } from '@jest/globals';

import { eventually } from './eventually.js';
import { findFreePort } from './free-port.js';
import { Program } from './program.js';
import type { Command, SdkLanguage } from './sdk-languages.js';
import { ownsServer } from './server.js';
import type { World } from './world.js';

const START_MS_MAX = 30_000;

/** A language whose services are built, and how they are started. */
export interface ServableSdk {
  readonly language: SdkLanguage;
  readonly serve: Command;
}

/** Registers the services of each language with the world, from before the first test until after the last. */
export function useSdkServices(world: World, sdks: readonly ServableSdk[]): void {
  const running: SdkServices[] = [];
  const deployments: string[] = [];

  beforeAll(async () => {
    // One after the other: a runtime that starts wants the machine to itself.
    for (const { language, serve } of sdks) {
      const services = await startSdkServices(language, serve);
      running.push(services);
      deployments.push(await world.admin.register(services.uri));
    }
  });

  afterAll(async () => {
    // A server that goes on must not keep services that are gone.
    if (!ownsServer) for (const id of deployments) await world.admin.removeDeployment(id);
    await Promise.all(running.map((services) => services.stop()));
  });
}

/** Services in another language, in a process of their own. */
interface SdkServices {
  readonly uri: string;
  stop(): Promise<void>;
}

/** Resolves when they listen. */
async function startSdkServices(language: SdkLanguage, serve: Command): Promise<SdkServices> {
  const port = await findFreePort();
  const program = new Program({
    name: `${language.suffix} services`,
    command: serve.command,
    args: serve.args,
    env: { ...process.env, PORT: String(port) },
  });
  const stop = async (): Promise<void> => {
    await program.kill9();
    program.forget();
  };
  const ended = program.exited.then(() => {
    throw new Error(`The ${language.suffix} services ended while they should start:\n${program.output}`);
  });
  try {
    await Promise.race([eventually(() => listens(port), { timeoutMs: START_MS_MAX }), ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  ended.catch(() => undefined);
  return { uri: `http://127.0.0.1:${port}`, stop };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
