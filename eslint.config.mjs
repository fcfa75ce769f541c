import { builtinModules } from 'node:module';

import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

import { depConstraints } from './tools/lint/layers.mjs';

const sources = ['libs/**/*.ts', 'apps/**/*.ts', 'examples/**/*.ts'];
/** Tests and what only they use. */
const specs = ['**/*.spec.ts', '**/src/testing/**'];

/** `node:fs` and the bare `fs` alike. The boundary rule does not see Node's built-ins, so they are refused here. */
const noInputOutput = 'This layer does no I/O: Node built-ins belong to adapters and apps.';
const nodeBuiltins = {
  paths: builtinModules
    .filter((name) => !name.startsWith('_'))
    .map((name) => ({ name, message: noInputOutput })),
  patterns: [{ group: ['node:*'], message: noInputOutput }],
};

const impureGlobals = [
  'Date',
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
].map((name) => ({ name, message: 'The engine is pure: time, ids and randomness arrive inside commands.' }));

export default defineConfig(
  { ignores: ['**/node_modules/**', '**/dist/**', 'tmp/**', 'coverage/**', '.nx/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.mjs'],
    rules: {
      'no-unused-vars': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
  },

  {
    files: sources,
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nx, 'import-x': importX },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: 'tsconfig.base.json',
          conditionNames: ['@perdure/source', 'types', 'import', 'node', 'default'],
        }),
      ],
    },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-extraneous-dependencies': ['error', { devDependencies: false, includeTypes: true }],

      eqeqeq: 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings come from @perdure/config.' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // A default of assertNever() does not excuse a missing case.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: true, considerDefaultExhaustiveForUnions: false },
      ],

      // Relaxed, because each of these flags only sound code:
      // numbers and booleans print as everybody expects,
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowAny: false, allowNullish: false, allowRegExp: false },
      ],
      // `() => emitter.emit(…)` as a callback is clear, and so is `return refuse(…)` in a function that returns nothing,
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // `while (true)` with a break is how a consume loop reads,
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // what a view lacks is no failure, and has no stack that anybody would read,
      '@typescript-eslint/only-throw-error': [
        'error',
        {
          allow: [
            { from: 'file', name: ['RowsNeeded', 'GroupNeeded'] },
            { from: 'package', package: '@perdure/engine', name: ['RowsNeeded', 'GroupNeeded'] },
          ],
        },
      ],
      // a Nest module is a class with nothing but its decorator,
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // a port's method is async by contract, also where an in-memory adapter has nothing to await.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },

  {
    files: ['libs/model/**/*.ts', 'libs/engine/**/*.ts', 'libs/ports/**/*.ts'],
    ignores: specs,
    rules: { 'no-restricted-imports': ['error', nodeBuiltins] },
  },

  {
    files: ['libs/engine/**/*.ts'],
    ignores: specs,
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'The engine is pure: randomness arrives in commands.',
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: ':function[async=true], AwaitExpression, ForOfStatement[await=true]',
          message: 'The engine is synchronous: name the rows you lack and let the runtime load them.',
        },
      ],
    },
  },

  {
    // The one place that reads the environment; and programs outside of the server, which have no @perdure/config.
    files: [
      'libs/platform/config/**/*.ts',
      'apps/bench/**/*.ts',
      'apps/conformance/**/*.ts',
      'apps/e2e/**/*.ts',
      'apps/fuzz/**/*.ts',
      'examples/**/*.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },

  {
    // All of it is tests, helpers included.
    files: ['apps/e2e/**/*.ts'],
    rules: {
      'import-x/no-extraneous-dependencies': ['error', { devDependencies: true, includeTypes: true }],
    },
  },

  {
    files: specs,
    rules: {
      // Jest's asymmetric matchers are typed `any`,
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // `expect(fake.method)` does not call it,
      '@typescript-eslint/unbound-method': 'off',
      // and a wrong `!` fails the test, which is all it could do.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // The test tools are declared once, at the root, which this rule does not look at; the layer rows name them.
      'import-x/no-extraneous-dependencies': 'off',
    },
  },

  prettier,
);
