import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../workspace.mjs';
import { findMissingOptional } from './lock-guard.mjs';

const native = { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-mac': '1.0.0' } };

describe('the lock guard', () => {
  it('finds an optional package that npm left out', () => {
    const packages = { 'node_modules/tool': native, 'node_modules/tool-linux': {} };

    expect(findMissingOptional({ packages })).toEqual([{ name: 'tool-mac', neededBy: 'node_modules/tool' }]);
  });

  it('looks where Node would look, nested and hoisted', () => {
    const packages = {
      'node_modules/a/node_modules/tool': native,
      'node_modules/a/node_modules/tool-linux': {},
      'node_modules/tool-mac': {},
    };

    expect(findMissingOptional({ packages })).toEqual([]);
  });

  it('finds our own lock complete and free of registry addresses', () => {
    const text = readFileSync(join(root, 'package-lock.json'), 'utf8');

    expect(findMissingOptional(JSON.parse(text))).toEqual([]);
    expect(text).not.toMatch(/"resolved": "[a-z+]+:/);
  });
});
