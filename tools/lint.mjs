/** `npm run lint [-- words…]`: the lock, ESLint with the boundary rules, and the formatting. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { findMissingOptional } from './lint/lock-guard.mjs';
import { projectEnvironment } from './project-node.mjs';
import { root, selectProjects, splitArguments } from './workspace.mjs';

const { words, options } = splitArguments(process.argv.slice(2));
const targets = words.length === 0 ? ['.'] : selectProjects(words).map(({ path }) => path);
const fix = options.includes('--fix');

const steps = [
  ['package-lock.json', checkLock],
  ['eslint', runEslint],
  [
    'prettier',
    () =>
      run('prettier/bin/prettier.cjs', [fix ? '--write' : '--check', '--log-level=warn', ...targets]) === 0,
  ],
];
const failed = steps.filter(([, step]) => !step()).map(([name]) => name);
console.log(failed.length === 0 ? 'lint: clean' : `lint: ${failed.join(', ')} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;

function checkLock() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const missing = findMissingOptional(lock);
  for (const { name, neededBy } of missing) {
    console.error(
      `package-lock.json has no entry for ${name}, an optional dependency of ${neededBy}: npm ci will refuse it.`,
    );
  }
  return missing.length === 0;
}

function runEslint() {
  // The boundary rule reads Nx's project graph from its cache and skips itself, with success, if there is none.
  if (run('nx/dist/bin/nx.js', ['graph', '--file=tmp/nx-graph.json'], 'ignore') !== 0) {
    console.error('Nx could not build the project graph; `npx nx graph --file=tmp/nx-graph.json` says why.');
    return false;
  }
  return run('eslint/bin/eslint.js', ['--max-warnings=0', ...targets, ...options]) === 0;
}

function run(script, args, stdout = 'inherit') {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', stdout, 'inherit'],
    env: { ...projectEnvironment(), NX_DAEMON: 'false', NX_TUI: 'false' },
  });
  return status;
}
