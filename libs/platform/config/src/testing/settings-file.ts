import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a test with the path of a settings file, in a folder that goes away afterwards. */
export function withSettingsFile<Result>(toml: string, test: (path: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-config-'));
  try {
    const path = join(folder, 'perdure.toml');
    writeFileSync(path, toml);
    return test(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
