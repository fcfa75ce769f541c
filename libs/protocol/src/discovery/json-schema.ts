import { ruleBroken } from './manifest-error.js';

/** Values under these keywords are data, in which `$ref` is a name like any other. */
const dataKeywords = new Set(['const', 'default', 'enum', 'examples']);

/** The schemas of JSON Schema itself, which every reader of schemas knows. */
const metaSchema = /^https?:\/\/json-schema\.org\//;

/**
 * Refuses what is no JSON schema, and references that only somebody else could resolve. The server hands schemas on
 * (OpenAPI) and does not enforce them, so it looks no further into them.
 */
export function requireSelfContained(schema: unknown, path: string): void {
  if (schema === undefined || schema === null || typeof schema === 'boolean') return;
  if (typeof schema !== 'object' || Array.isArray(schema))
    throw ruleBroken(path, 'a JSON schema is an object, true or false');
  const ids = new Set<unknown>();
  const references: string[] = [];
  for (const node of nodesOf(schema)) {
    if (typeof node['$id'] === 'string') ids.add(node['$id']);
    if (typeof node['$ref'] === 'string') references.push(node['$ref']);
  }
  for (const reference of references) {
    const [document = ''] = reference.split('#');
    if (document !== '' && !ids.has(document) && !metaSchema.test(document))
      throw ruleBroken(
        path,
        `the reference '${reference}' leads out of the schema; put what it names under $defs`,
      );
  }
}

/** All objects of the schema, itself included. A stack of its own: schemas may be nested deeper than calls can. */
function* nodesOf(schema: object): Generator<Readonly<Record<string, unknown>>> {
  const pending: unknown[] = [schema];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      for (const element of value as unknown[]) pending.push(element);
      continue;
    }
    const node = value as Readonly<Record<string, unknown>>;
    yield node;
    for (const [keyword, child] of Object.entries(node)) if (!dataKeywords.has(keyword)) pending.push(child);
  }
}
