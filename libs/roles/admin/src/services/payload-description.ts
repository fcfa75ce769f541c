import type { InputSchema, OutputSchema } from '@perdure/model';

/** What a handler takes, in a word: `none`, `JSON object`, `text/*` (admin-api 4.1). */
export function describeInput({ contentType, jsonSchema }: InputSchema): string {
  return describe(contentType, jsonSchema);
}

/** The same for what it answers; `optional` when the content type is set on empty answers too. */
export function describeOutput({ contentType, setContentTypeIfEmpty, jsonSchema }: OutputSchema): string {
  const description = describe(contentType, jsonSchema);
  return setContentTypeIfEmpty && contentType !== undefined ? `optional ${description}` : description;
}

function describe(contentType: string | undefined, jsonSchema: unknown): string {
  if (contentType === undefined) return 'none';
  return describeSchema(jsonSchema) ?? contentType;
}

/** By title, else by type; undefined for a schema that says neither. */
function describeSchema(jsonSchema: unknown): string | undefined {
  if (typeof jsonSchema !== 'object' || jsonSchema === null) return undefined;
  const { title, type } = jsonSchema as { readonly title?: unknown; readonly type?: unknown };
  if (typeof title === 'string') return `JSON '${title}'`;
  return typeof type === 'string' ? `JSON ${type}` : undefined;
}
