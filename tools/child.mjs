/** Starting a program in our place: same terminal, same signals, same exit. */
import { spawn } from 'node:child_process';

import { projectEnvironment, projectNode } from './project-node.mjs';
import { root } from './workspace.mjs';

/**
 * Runs a script with the project's Node and resolves with its exit code. Signals are passed on. A Ctrl-C is not: the
 * terminal sends it to every process in the group, and a second one would look like impatience.
 *
 * @param {string[]} args what follows `node`
 * @param {{ abort?: AbortSignal, env?: Record<string, string>, cwd?: string }} [options]
 * @returns {Promise<{ code: number, signal: NodeJS.Signals | null }>}
 */
export function runNode(args, { abort, env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const node = projectNode();
    const child = spawn(node, args, { cwd, stdio: 'inherit', env: { ...projectEnvironment(node), ...env } });
    const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => {
      const handler = () => {
        if (name !== 'SIGINT' || !process.stdin.isTTY) child.kill(name);
      };
      process.on(name, handler);
      return [name, handler];
    });
    const kill = () => child.kill('SIGKILL');
    abort?.addEventListener('abort', kill);
    const settle = () => {
      abort?.removeEventListener('abort', kill);
      for (const [name, handler] of handlers) process.off(name, handler);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      settle();
      resolve({ code: code ?? 1, signal });
    });
  });
}

/** Like `exec`: ends this process the way the child ended, by signal if that was it. */
export async function becomeNode(args, options) {
  const { code, signal } = await runNode(args, options);
  if (signal === null) process.exit(code);
  process.kill(process.pid, signal);
}
