import { readFile } from 'node:fs/promises';

import { paths } from './harness/paths.js';

/** Rows of `docs/compatibility.md`, as cells. */
async function rowsOf(section: string): Promise<string[][]> {
  const page = await readFile(paths.compatibilityPage, 'utf8');
  const text = page.split(/^## /m).find((each) => each.startsWith(section)) ?? '';
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| ---'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

const source = (file: string): Promise<string> => readFile(`${paths.sdkServices}/${file}`, 'utf8');

describe('docs/compatibility.md', () => {
  it('names a test for each construct, and every test', async () => {
    const spec = await readFile(`${paths.sdkServices}/../src/sdks.e2e.spec.ts`, 'utf8');
    const titles = [...spec.matchAll(/\bit\w*(?:\.each\(.*?\)|\('[\w ]+'\))?\(\s*'([^']+)'/g)].map(
      ([, title]) => title!.replace(/ \(%s\)$/, ''),
    );

    const rows = await rowsOf('SDKs and constructs');
    const named = rows
      .map((cells) => /^`(.+)`$/.exec(cells[6] ?? '')?.[1])
      .filter((name) => name !== undefined);

    expect(named.length).toBeGreaterThan(0);
    expect(named.toSorted()).toEqual(titles.toSorted());
  });

  it('names the versions that are tested', async () => {
    const pinned = await Promise.all([
      source('../package.json').then((text) => /"@restatedev\/restate-sdk": "([^"]+)"/.exec(text)?.[1]),
      source('python/requirements.txt').then((text) => /^restate-sdk==(.+)$/m.exec(text)?.[1]),
      source('go/go.mod').then((text) => /restatedev\/sdk-go v(\S+)/.exec(text)?.[1]),
      source('java/pom.xml').then((text) => /<restate\.version>([^<]+)</.exec(text)?.[1]),
      source('rust/Cargo.toml').then((text) => /restate-sdk = \{ version = "=([^"]+)"/.exec(text)?.[1]),
    ]);

    const rows = await rowsOf('SDKs and constructs');

    expect(rows).toContainEqual(['version', ...pinned]);
  });
});
