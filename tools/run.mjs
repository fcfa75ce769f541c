#!/usr/bin/env node
/**
 * What the npm scripts call. Runs on Node 20 without dependencies, because on a fresh clone there is nothing else:
 * it installs and builds what is missing and then does the rest with the project's own Node.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { becomeNode, runNode } from './child.mjs';
import { build, ensureBuilt, ensureInstalled, tsc } from './setup.mjs';
import { root, selectProjects, splitArguments } from './workspace.mjs';

const commands = {
  start: (args) => startProgram('apps/standalone/dist/main.js', args),
  demo: (args) => startProgram('examples/orders/dist/demo.js', args),
  cluster: (args) => startProgram('tools/cluster/main.mjs', args),
  bench: (args) => startProgram('apps/bench/dist/main.js', args),
  conformance: (args) => startProgram('apps/conformance/dist/main.js', args),
  fuzz: (args) => startProgram('apps/fuzz/dist/main.js', args),
  build: () => (build() ? 0 : 1),
  typecheck,
  lint: (args) => runTool('lint', args),
  test: (args) => runTool('test', args),
  sim: (args) => startProgram('libs/simulation/dist/main.js', args),
  check,
  format: (args) =>
    runPackage('prettier/bin/prettier.cjs', ['--write', '--log-level=warn', ...(args.length ? args : ['.'])]),
};

async function startProgram(script, args) {
  if (!ensureBuilt()) return 1;
  if (!existsSync(join(root, script))) throw new Error(`There is no ${script}.`);
  // The user's folder, so that paths among the arguments mean what they say.
  return becomeNode([join(root, script), ...args], { cwd: process.env.INIT_CWD ?? process.cwd() });
}

/** Every project with its specs, or those whose name contains one of the words. */
function typecheck(args) {
  const { words, options } = splitArguments(args);
  if (words.length === 0) return tsc('tsconfig.json', options);
  const projects = selectProjects(words).filter(({ name }) => name !== 'tools');
  return Math.max(0, ...projects.map(({ path }) => tsc(join(path, 'tsconfig.json'), options)));
}

/** Exactly what CI runs. The tests come last whatever happened before, so the last line is always their sum. */
async function check() {
  const lint = await runTool('lint', []);
  const types = typecheck([]);
  if (lint !== 0) console.log('\nlint failed, see above');
  if (types !== 0) console.log('\ntypecheck failed, see above');
  const test = await runTool('test', []);
  return Math.max(lint, types, test);
}

const runTool = (name, args) => runPackage(`../tools/${name}.mjs`, args);

async function runPackage(script, args) {
  const { code } = await runNode([join(root, 'node_modules', script), ...args]);
  return code;
}

const [name = '', ...args] = process.argv.slice(2);
try {
  if (!Object.hasOwn(commands, name))
    throw new Error(`Unknown command; there are: ${Object.keys(commands).join(', ')}.`);
  ensureInstalled();
  process.exitCode = await commands[name](args);
} catch (error) {
  console.error(`perdure: ${error.message}`);
  // Whoever counts tests gets a count.
  if (name === 'test' || name === 'check') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
