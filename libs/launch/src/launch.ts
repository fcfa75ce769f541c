import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

/**
 * Loads a program and waits until it is up. To be called by a main file that imports nothing else: what is said here has
 * to be said before there is anything to load.
 *
 * @param mainUrl `import.meta.url` of the main file: compiled code is kept beside it, where that may be written to, and
 *   spares the next start a part of its work
 * @param load imports the program; resolves once it serves
 */
export async function launch(mainUrl: string, load: () => Promise<unknown>): Promise<void> {
  enableCompileCache(fileURLToPath(new URL('compile-cache', mainUrl)));
  // Reading a thousand modules makes much garbage. The space for young objects would grow on it, and never shrink again
  // in a process that is idle: 25 MB, for nothing.
  setFlagsFromString('--semi-space-growth-factor=1');
  await load();
  setFlagsFromString('--semi-space-growth-factor=2');
}
