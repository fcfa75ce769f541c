/**
 * What every project's tests share. A project's `jest.config.mjs` only says its name:
 *
 *     export default project('engine');
 *
 * Tests run as real ESM (Nest 12 has no CommonJS build), so Node needs `--experimental-vm-modules`; `npm test`
 * passes it. In ESM `jest.mock` is not hoisted: replace things by injection instead.
 */

import { fileURLToPath } from 'node:url';

const SOURCE_CONDITION = '@perdure/source';

const setupFile = (name) => fileURLToPath(new URL(`./tools/jest/${name}`, import.meta.url));

/** @type {import('@swc/types').Options} */
const swcOptions = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    // Same meaning as the decorator flags in tsconfig.nest.json; nothing changes for code without decorators.
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};

/**
 * @param {string} displayName
 * @returns {import('jest').Config}
 */
export function project(displayName) {
  return {
    displayName,
    roots: ['<rootDir>/src'],
    testMatch: ['**/*.spec.ts'],
    testEnvironment: 'node',
    // Other workspace packages resolve to their sources, so tests need no build and never see a stale one.
    testEnvironmentOptions: { customExportConditions: ['node', 'node-addons', SOURCE_CONDITION] },
    extensionsToTreatAsEsm: ['.ts'],
    transform: { '\\.ts$': ['@swc/jest', swcOptions] },
    // Sources import './x.js', the name the file has after the build.
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    modulePathIgnorePatterns: ['<rootDir>/dist/'],
    injectGlobals: true,
    setupFiles: [setupFile('fixed-seed.mjs')],
    setupFilesAfterEnv: [setupFile('patience.mjs')],
  };
}
