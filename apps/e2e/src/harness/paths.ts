import { fileURLToPath } from 'node:url';

/** The folder of this project, seen from `src/harness` and from `dist/harness` alike. */
const projectFolder = new URL('../../', import.meta.url);

const inProject = (path: string): string => fileURLToPath(new URL(path, projectFolder));

export const paths = {
  standaloneServer: inProject('../standalone/dist/main.js'),
  /** Built, because a process of its own cannot run TypeScript sources. */
  crashServices: inProject('dist/crash/serve.js'),
  /** One folder per language, with the sources of its services. */
  sdkServices: inProject('sdks'),
  compatibilityPage: inProject('../../docs/compatibility.md'),
  /** What is built of them. */
  sdkBuilds: inProject('../../tmp/sdks'),
};
