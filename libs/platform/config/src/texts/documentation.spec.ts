import { readFileSync } from 'node:fs';

import { configurationPage } from './documentation.js';

describe('docs/configuration.md', () => {
  it('is what the schema says; write it anew with `node tools/generate-configuration-doc.mjs`', () => {
    const page = readFileSync(new URL('../../../../../docs/configuration.md', import.meta.url), 'utf8');

    expect(page).toBe(configurationPage());
  });
});
