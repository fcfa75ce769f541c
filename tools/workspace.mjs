/** Where things are. Like everything that `tools/run.mjs` loads: no dependencies, and Node 20 is enough. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const FOLDERS = ['libs', 'apps', 'examples'];
const NEVER = new Set(['node_modules', 'dist', 'tmp', 'coverage']);

/** Every file under a folder, as absolute paths in a stable order. */
export function* filesUnder(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory()) {
      if (!NEVER.has(entry.name)) yield* filesUnder(join(folder, entry.name));
    } else {
      yield join(folder, entry.name);
    }
  }
}

/** Every file of the projects, tests and configuration included. */
export function* projectFiles() {
  for (const folder of FOLDERS) yield* filesUnder(join(root, folder));
}

/**
 * @typedef {object} Project
 * @property {string} name without the scope
 * @property {string} path relative to the root
 * @property {string[]} tags
 * @property {boolean} hasSpecs
 */

/** @returns {Project[]} */
export function listProjects() {
  const files = [...projectFiles()];
  const projects = files
    .filter((file) => file.endsWith('/package.json'))
    .map((file) => {
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      const folder = dirname(file);
      return {
        name: manifest.name.replace(/^@perdure\//, ''),
        path: relative(root, folder),
        tags: manifest.nx?.tags ?? [],
        hasSpecs: files.some((each) => each.startsWith(`${folder}/src/`) && each.endsWith('.spec.ts')),
      };
    });
  return [...projects, { name: 'tools', path: 'tools', tags: [], hasSpecs: true }];
}

/** The projects whose name contains one of the words; all of them when there is no word. */
export function selectProjects(words) {
  const projects = listProjects();
  if (words.length === 0) return projects;
  const selected = projects.filter(({ name }) => words.some((word) => name.includes(word)));
  if (selected.length === 0) {
    throw new Error(
      `No project is named like ${words.join(' or ')}. There are: ${projects.map((p) => p.name).join(', ')}.`,
    );
  }
  return selected;
}

/** Splits `npm test -- engine worker --verbose` into words that select projects and options for the tool. */
export function splitArguments(args) {
  const firstOption = args.findIndex((arg) => arg.startsWith('-'));
  return firstOption === -1
    ? { words: args, options: [] }
    : { words: args.slice(0, firstOption), options: args.slice(firstOption) };
}
