import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describeSettings } from '@perdure/config';
import { createMetrics } from '@perdure/telemetry';

import { root } from '../workspace.mjs';

const page = readFileSync(join(root, 'docs/operations.md'), 'utf8');
const matches = (pattern) => [...new Set(page.match(pattern))];

describe('docs/operations.md', () => {
  it('names metrics that exist', async () => {
    const exposed = await createMetrics({ clusterName: 'c', nodeName: 'n' }).expose();

    const named = matches(/\b(perdure|nodejs)_\w+/g);
    expect(named.length).toBeGreaterThan(5);
    const missing = named.filter((name) => !exposed.includes(`# TYPE ${name.replace(/_bucket$/, '')} `));
    expect(missing).toEqual([]);
  });

  it('names settings that exist', () => {
    const settings = describeSettings();
    const sections = [...new Set(settings.flatMap(({ name }) => name.split('.').slice(0, -1)))].join('|');
    const variables = settings.map(({ environmentName }) => environmentName);
    const names = settings.map(({ name }) => name);

    expect(variables).toEqual(expect.arrayContaining(matches(/\bPERDURE_\w+/g)));
    const named = matches(
      new RegExp(`(?<=\`)(${sections})\\.[a-z0-9.-]+(?=\`)|(?<=\`)default-[a-z-]+(?=\`)`, 'g'),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(names).toEqual(expect.arrayContaining(named));
  });
});
