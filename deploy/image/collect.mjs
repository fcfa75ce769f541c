#!/usr/bin/env node
/**
 * Copies what the server needs at run time, and nothing else, from a built checkout into a folder of the same layout:
 * the apps of the image, every package they depend on, directly or not, and no types, source maps or sources.
 *
 *     node deploy/image/collect.mjs <folder>
 */
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { programs } from './programs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Besides node_modules, all that a package of ours consists of at run time. */
export const ownParts = ['package.json', 'dist', 'lua'];
const rootFiles = [
  'LICENSE',
  ...['programs', 'entrypoint', 'healthcheck'].map((name) => `deploy/image/${name}.mjs`),
];
const neverNeeded = /\.map$|\.d\.[cm]?ts$|\.tsbuildinfo$/;

/** @returns {Set<string>} the folders of all packages that the programs can load */
export function findPackages() {
  const found = new Set();
  const waiting = [...programs.values()].map(({ folder }) => join(root, folder));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (found.has(folder)) continue;
    found.add(folder);
    for (const [name, isNeeded] of dependenciesOf(folder)) {
      const dependency = resolvePackage(name, folder);
      if (dependency !== undefined) waiting.push(dependency);
      else if (isNeeded) throw new Error(`${relative(root, folder)} needs ${name}, which is not installed.`);
    }
  }
  return found;
}

/** Peers that are optional are left out: a package that has one works without it. */
function* dependenciesOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies }))
    yield [name, !(name in optionalDependencies)];
  for (const name of Object.keys(peerDependencies))
    if (manifest.peerDependenciesMeta?.[name]?.optional !== true) yield [name, true];
}

/** As Node looks for it: in the node_modules of the folder and of all above it. */
function resolvePackage(name, folder) {
  for (let above = folder; above.startsWith(root.slice(0, -1)); above = dirname(above)) {
    const candidate = join(above, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  }
  return undefined;
}

const isOurs = (folder) => !relative(root, folder).split(sep).includes('node_modules');

/** @param {string} target created when it is missing */
export function collect(target) {
  for (const folder of findPackages()) {
    const path = relative(root, folder);
    if (isOurs(folder)) {
      for (const part of ownParts)
        if (existsSync(join(folder, part))) copy(join(folder, part), join(target, path, part));
      link(folder, target);
    } else {
      copy(folder, join(target, path));
    }
  }
  for (const file of rootFiles) copy(join(root, file), join(target, file));
}

/** What lies in a package's own node_modules is copied if something needs it, as a package of its own. */
function copy(from, to) {
  cpSync(from, to, {
    recursive: true,
    filter: (path) => !neverNeeded.test(path) && relative(from, path).split(sep)[0] !== 'node_modules',
  });
}

/** Packages of ours are found by name through a link, as in the workspace. */
function link(folder, target) {
  const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const place = join(target, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(relative(dirname(place), join(target, relative(root, folder))), place);
}

if (import.meta.main) {
  const [target] = process.argv.slice(2);
  if (target === undefined) throw new Error('Please name the folder to copy to.');
  collect(target);
}
