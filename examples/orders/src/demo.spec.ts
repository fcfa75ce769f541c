import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { jest } from '@jest/globals';

jest.setTimeout(90_000);

/** It checks itself; the exit code is its verdict, and a failure shows what it said. */
it('the demo tells its story to the end', async () => {
  const script = fileURLToPath(new URL('../dist/demo.js', import.meta.url));

  const { stdout } = await promisify(execFile)(process.execPath, [script]);

  expect(stdout).toContain('All of it held');
});
