import { fileURLToPath } from 'node:url';

/** The folder of this project, seen from `src/run` and from `dist/run` alike. */
const project = new URL('../../', import.meta.url);

const inProject = (path: string): string => fileURLToPath(new URL(path, project));

export const files = {
  reference: inProject('recorded/reference.txt'),
  ours: inProject('recorded/perdure.txt'),
  document: inProject('../../docs/compatibility.md'),
};
