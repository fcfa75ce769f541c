/** What the Dockerfile says, for the checks of everything that runs the image. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { loadConfig } from '@perdure/config';

import { root } from '../workspace.mjs';

export const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

/** The environment that the image brings along. */
export const imageEnvironment = Object.fromEntries(
  [...dockerfile.matchAll(/\b(PERDURE_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
);

/** The settings of a container. Throws what the server would say at its start. */
export function configOf(environment) {
  return loadConfig({ env: { ...imageEnvironment, ...environment }, argv: [] });
}

/** The ports on which a program listens. */
export function portsOf(program, { ingress, admin, bindAddress }) {
  const byProgram = {
    standalone: [ingress, admin],
    ingress: [ingress],
    worker: [],
    admin: [admin],
  };
  return [...byProgram[program].map((role) => role.bindAddress.port), bindAddress.port];
}
