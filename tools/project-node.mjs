/**
 * Which Node runs the project. `npm ci` brings Node 24 as an npm package, so a machine with an older Node and npm
 * needs nothing else. Where no such package exists (macOS, musl), the Node in use serves if it is new enough.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { root } from './workspace.mjs';

const OLDEST = [24, 9];

/** @returns {string} the path of a Node that can run the project; throws an explanation when there is none */
export function projectNode() {
  const packaged = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (packaged === process.execPath) return packaged;
  // Present is not enough: on a musl system the file exists and cannot start.
  if (existsSync(packaged) && spawnSync(packaged, ['--version']).status === 0) return packaged;
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new Error(
    `Perdure needs Node ${OLDEST.join('.')} or newer and found ${process.versions.node}. On Linux x64 and arm64 ` +
      'npm installs one with the dependencies (unless optional ones are left out); elsewhere, please install Node 24.',
  );
}

/** @param {string} version */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** The environment for what we start, so that a bare `node` further down is the project's as well. */
export function projectEnvironment(node = projectNode()) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
}
