import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

/** Inside the project, so that the client finds its packages; git does not look there. */
const buildFolder = fileURLToPath(new URL('../../dist/', import.meta.url));

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  // Of the packages; what is generated and written is checked.
  skipLibCheck: true,
  types: [],
};

export interface CompiledClient {
  /** What the compiler has to say against it; empty when it compiles. */
  readonly problems: readonly string[];
  /** Loads it. */
  load(): Promise<unknown>;
  remove(): Promise<void>;
}

/**
 * Generates types of an OpenAPI document with `openapi-typescript`, and compiles a client that a user of the document
 * may have written against them.
 * @param source imports the types from `./api.js`
 */
export async function compileClient(document: object, source: string): Promise<CompiledClient> {
  await mkdir(buildFolder, { recursive: true });
  const folder = await mkdtemp(join(buildFolder, 'client-'));
  const client = join(folder, 'client.ts');
  const types = astToString(await openapiTS(JSON.stringify(document)));
  await Promise.all([writeFile(join(folder, 'api.ts'), types), writeFile(client, source)]);

  const program = ts.createProgram([client], { ...compilerOptions, rootDir: folder, outDir: folder });
  const diagnostics = ts.getPreEmitDiagnostics(program);
  if (diagnostics.length === 0) program.emit();
  return {
    problems: diagnostics.map(describe),
    load: () => import(join(dirname(client), 'client.js')) as Promise<unknown>,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (file === undefined || start === undefined) return text;
  const line = file.getLineAndCharacterOfPosition(start).line + 1;
  return `${file.fileName}:${String(line)}: ${text}`;
}
