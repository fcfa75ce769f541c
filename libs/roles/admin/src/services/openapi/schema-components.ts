/** Values under these keywords are data, in which `$ref` is a name like any other. */
const dataKeywords = new Set(['const', 'default', 'enum', 'example', 'examples']);

/** Values under these keywords are maps from names that users chose to schemas. */
const namedSchemas = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** Where schemas keep what they refer to: today's keyword, and that of drafts before 2019. */
const definitionKeywords = ['$defs', 'definitions'] as const;

type Schema = Readonly<Record<string, unknown>>;

/**
 * The `components.schemas` of a document, made of JSON schemas that stand for themselves. What a schema defines becomes
 * a component of its own, since not every generator looks for definitions inside of components; the references of the
 * schema to itself (`#`, `#/$defs/…`) are led there.
 */
export class SchemaComponents {
  private readonly components: Record<string, unknown>;

  /** @param schemas by the names their components get; what they define takes names that are left */
  constructor(schemas: Readonly<Record<string, unknown>>) {
    this.components = { ...schemas };
    for (const [name, schema] of Object.entries(schemas)) if (isObject(schema)) this.embed(name, schema);
  }

  toJson(): Readonly<Record<string, unknown>> {
    return this.components;
  }

  private embed(name: string, schema: Schema): void {
    const definitions = new Map<string, { readonly component: string; readonly schema: unknown }>();
    const rest: Record<string, unknown> = { ...schema };
    for (const keyword of definitionKeywords) {
      if (!isObject(rest[keyword]) || '$id' in schema) continue;
      for (const [key, definition] of Object.entries(rest[keyword])) {
        const component = this.reserve(`${name}_${key.replace(/[^\w.-]/g, '_')}`);
        definitions.set(`/${keyword}/${key}`, { component, schema: definition });
      }
      Reflect.deleteProperty(rest, keyword);
    }
    const lead = (reference: string): string => {
      if (reference !== '#' && !reference.startsWith('#/')) return reference;
      const [, keyword = '', key = '', ...below] = reference.split('/');
      const definition = definitions.get(`/${keyword}/${unescaped(key)}`);
      return definition === undefined
        ? `${pointerTo(name)}${reference.slice(1)}`
        : [pointerTo(definition.component), ...below].join('/');
    };
    this.components[name] = withReferences(rest, lead);
    for (const { component, schema: definition } of definitions.values())
      this.components[component] = withReferences(definition, lead);
  }

  private reserve(wanted: string): string {
    let name = wanted;
    while (name in this.components) name += '_';
    this.components[name] = undefined;
    return name;
  }
}

export function pointerTo(component: string): string {
  return `#/components/schemas/${component}`;
}

/** Parts with an `$id` are documents of their own, and keep their references. */
function withReferences(schema: unknown, lead: (reference: string) => string): unknown {
  if (isList(schema)) return schema.map((element) => withReferences(element, lead));
  if (!isObject(schema) || '$id' in schema) return schema;
  const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (keyword === '$ref' && typeof value === 'string') return [keyword, lead(value)];
    if (dataKeywords.has(keyword)) return [keyword, value];
    if (!namedSchemas.has(keyword) || !isObject(value)) return [keyword, withReferences(value, lead)];
    const named = Object.entries(value).map(([name, each]) => [name, withReferences(each, lead)]);
    return [keyword, Object.fromEntries(named)];
  });
  return Object.fromEntries(entries);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A segment of a JSON pointer in a URI. */
function unescaped(segment: string): string {
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}
