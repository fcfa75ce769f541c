import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { paths } from './paths.js';
import type { Command, SdkLanguage } from './sdk-languages.js';
import type { ServableSdk } from './sdk-services.js';

const COMMAND_MS_MAX = 10 * 60_000;
const REASON_CHARACTERS_MAX = 600;

/** A language whose services can be started, or why they cannot be. */
export type BuiltSdk = ServableSdk | { readonly language: SdkLanguage; readonly missing: string };

/**
 * Fetches and builds what the services of a language need, once: again only when sources or tools have changed. Rejects
 * under `CI=true` when that fails; elsewhere, and where the tools are not on the machine, it answers the reason.
 */
export async function buildSdk(language: SdkLanguage): Promise<BuiltSdk> {
  const source = join(paths.sdkServices, language.name);
  const target = join(paths.sdkBuilds, language.name);
  const stampFile = join(target, 'perdure-stamp');

  const versions: string[] = [];
  for (const tool of language.tools) {
    const { ok, output } = await run(tool);
    if (!ok) return { language, missing: `${tool.command} is not on the PATH` };
    versions.push(output);
  }
  const stamp = await digest(source, [...versions, JSON.stringify(language.build(source, target))]);
  const built: BuiltSdk = { language, serve: language.serve(source, target) };
  if ((await readFile(stampFile, 'utf8').catch(() => undefined)) === stamp) return built;

  process.stderr.write(`perdure: building the ${language.suffix} services (${language.sdk}), once …\n`);
  await rm(stampFile, { force: true });
  await mkdir(target, { recursive: true });
  for (const step of language.build(source, target)) {
    const { ok, output } = await run(step);
    if (ok) continue;
    const line = [step.command, ...step.args].join(' ');
    const missing = `\`${line}\` failed: ${output.trim().slice(-REASON_CHARACTERS_MAX)}`;
    if (process.env['CI'] === 'true') throw new Error(`${language.suffix}: ${missing}`);
    return { language, missing };
  }
  await writeFile(stampFile, stamp);
  return built;
}

async function run({ command, args }: Command): Promise<{ ok: boolean; output: string }> {
  // Not spawn's own `timeout`: its timer outlives a program that could not be started.
  const signal = AbortSignal.timeout(COMMAND_MS_MAX);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { ok: exitCode === 0, output };
  } catch (error) {
    return { ok: false, output: `${output}\n${String(error)}` };
  }
}

/** Of every source with its name, and of the given texts. */
async function digest(folder: string, texts: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort()) hash.update(`${file}\n`).update(await readFile(file));
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}
