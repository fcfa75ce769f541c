import { readdirSync, readFileSync } from 'node:fs';

import { errorCodes } from './errors.js';

const folder = new URL('../../../docs/errors/', import.meta.url);

describe('error codes', () => {
  it('have a page each, and no page is left of a code that is gone', () => {
    const pages = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');

    expect(pages.toSorted()).toEqual(errorCodes.map((code) => `${code}.md`).toSorted());
  });

  it.each(errorCodes)('%s: the page says what it means, why it comes and what to do', (code) => {
    const headings = readFileSync(new URL(`${code}.md`, folder), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('#'));

    expect(headings).toEqual([`# ${code}`, '## Usual causes', '## What to do']);
  });
});
