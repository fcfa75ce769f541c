/** What the Dockerfile says, for the checks of everything that runs the image. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { loadConfig } from '@perdure/config';

import { root } from '../workspace.mjs';

export const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

/** The environment that the image brings along. */
export const imageEnvironment = Object.fromEntries(
  [...dockerfile.replaceAll(/^#.*/gm, '').matchAll(/\b(PERDURE_\w+)=(\S+)/g)].map(([, name, value]) => [
    name,
    value,
  ]),
);

const listenersOf = {
  standalone: ['ingress', 'admin'],
  ingress: ['ingress'],
  worker: [],
  admin: ['admin'],
};

/** The settings of a container that runs the program. Throws what the server would say at its start. */
export function configOf(environment, program) {
  const env = { ...imageEnvironment, ...environment };
  return loadConfig({ env, argv: [], listeners: listenersOf[program] });
}

/** The ports on which a program listens. */
export function portsOf(program, config) {
  return [...listenersOf[program].map((role) => config[role].bindAddress.port), config.bindAddress.port];
}
