/** Brings a checkout to where its commands can run: dependencies installed, sources compiled. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { projectEnvironment, projectNode } from './project-node.mjs';
import { projectFiles, root } from './workspace.mjs';

const lockFile = join(root, 'package-lock.json');
const installedFile = join(root, 'node_modules', '.package-lock.json');
const installStamp = join(root, 'node_modules', '.perdure-lock-hash');
const buildStamp = join(root, 'tmp', 'build-stamp');

const say = (line) => process.stderr.write(`perdure: ${line}\n`);
const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

export function ensureInstalled() {
  const lockHash = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (readIfThere(installStamp) === lockHash) return;
  if (!isInstalled()) {
    say('installing the dependencies named in package-lock.json (npm ci), once …');
    // Inside an npm script npm says where it lives; the Node that runs us may not have it on its PATH.
    const [command, ...first] = process.env.npm_execpath
      ? [process.execPath, process.env.npm_execpath]
      : ['npm'];
    // The engines field speaks of the Node that this very command installs, so its warnings would mislead.
    const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status } = spawnSync(command, [...first, ...options], { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error('npm ci failed; its message is above.');
  }
  writeFileSync(installStamp, lockHash);
}

/** Compares the lock with npm's own record of node_modules, so that an `npm install` by hand is believed. */
function isInstalled() {
  const installed = JSON.parse(readIfThere(installedFile) ?? '{}').packages;
  if (installed === undefined) return false;
  const locked = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const differs = ([path, entry]) =>
    path !== '' &&
    (installed[path] === undefined
      ? !entry.optional && !entry.peer
      : installed[path].version !== entry.version || installed[path].integrity !== entry.integrity);
  return !Object.entries(locked).some(differs) && Object.keys(installed).every((path) => path in locked);
}

/** @returns {boolean} whether dist is what the sources say */
export function ensureBuilt() {
  const state = sourceState();
  if (readIfThere(buildStamp) === state) return true;
  say('building (tsc --build) …');
  return build();
}

/** @returns {boolean} */
export function build() {
  // Taken before the build: an edit during it makes the next one run again.
  const state = sourceState();
  rmSync(buildStamp, { force: true });
  if (tsc('tsconfig.build.json') !== 0) return false;
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, state);
  return true;
}

/** @returns {number} tsc's exit code */
export function tsc(config, options = []) {
  const node = projectNode();
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(node, [compiler, '--build', join(root, config), ...options], {
    cwd: root,
    env: projectEnvironment(node),
    // Diagnostics go where the rest of our output goes.
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status ?? 1;
}

/** Changes when any source does. Times and sizes are enough: tsc itself compares contents. */
function sourceState() {
  const hash = createHash('sha256').update(readFileSync(lockFile));
  for (const file of [
    ...projectFiles(),
    join(root, 'tsconfig.base.json'),
    join(root, 'tsconfig.nest.json'),
  ]) {
    if (file.endsWith('.spec.ts')) continue;
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
    if (file.endsWith('/tsconfig.lib.json')) hash.update(String(existsSync(join(dirname(file), 'dist'))));
  }
  return hash.digest('hex');
}
