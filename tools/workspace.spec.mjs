import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { listProjects, root } from './workspace.mjs';

const readJson = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));
const projects = listProjects().filter(({ name }) => name !== 'tools');
const pathOf = new Map(projects.map(({ name, path }) => [`@perdure/${name}`, path]));

const referencesOf = (folder, config) =>
  (readJson(folder, config).references ?? []).map(({ path }) => normalize(join(folder, path)));

describe('the workspace', () => {
  it('compiles and builds every project', () => {
    const paths = projects.map(({ path }) => path).sort();

    expect(referencesOf('.', 'tsconfig.json').sort()).toEqual(paths);
    expect(referencesOf('.', 'tsconfig.build.json').map(dirname).sort()).toEqual(paths);
  });

  it.each(projects)('gives $name one layer, without which it may import nothing', ({ tags }) => {
    expect(tags.filter((tag) => tag.startsWith('layer:'))).toHaveLength(1);
  });

  it.each(projects)('builds $name after what its package.json depends on', ({ path }) => {
    const dependencies = Object.keys(readJson(path, 'package.json').dependencies ?? {})
      .filter((name) => pathOf.has(name))
      .map((name) => pathOf.get(name));

    expect(referencesOf(path, 'tsconfig.lib.json').map(dirname).sort()).toEqual(dependencies.sort());
  });
});
