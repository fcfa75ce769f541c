#!/usr/bin/env node
/** Writes docs/configuration.md from the settings' schema. A test fails when the page is not up to date. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { tsc } from './setup.mjs';
import { root } from './workspace.mjs';

if (tsc('libs/platform/config/tsconfig.lib.json') !== 0) process.exit(1);
const { configurationPage } = await import('../libs/platform/config/dist/index.js');
writeFileSync(join(root, 'docs', 'configuration.md'), configurationPage());
