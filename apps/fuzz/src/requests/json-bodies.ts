import type { Random } from '../chance/random.js';
import { mutated, strangeText } from '../chance/texts.js';

/** As much of JSON Schema as OpenAPI documents of the admin API use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
}

/** A text for a field of this name. */
export type TextFor = (field: string, random: Random) => string;

const DEPTH_MAX = 6;
const numbers = [0, 1, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, -0, 65_536] as const;
const anything: readonly [unknown, ...unknown[]] = [
  null,
  true,
  0,
  -1,
  1e300,
  '',
  'text',
  [],
  {},
  [[]],
  { a: { b: [null] } },
];

/** Values that fit a schema, mostly. */
export class JsonBodies {
  constructor(
    private readonly shapes: Readonly<Record<string, JsonSchema>>,
    private readonly textFor: TextFor,
  ) {}

  value(schema: JsonSchema, random: Random, field = '', depth = 0): unknown {
    if (depth > DEPTH_MAX || random.chance(0.04)) return this.misfit(random);
    const resolved = this.resolve(schema);
    if (resolved.const !== undefined) return resolved.const;
    const choice = random.pick(resolved.enum ?? []);
    if (choice !== undefined) return choice;
    const alternative = random.pick(resolved.oneOf ?? resolved.anyOf ?? []);
    if (alternative !== undefined) return this.value(alternative, random, field, depth);
    const type = typeof resolved.type === 'string' ? resolved.type : random.pick(resolved.type ?? []);
    switch (type) {
      case 'object':
        return this.object(resolved, random, depth);
      case 'array':
        return Array.from(
          {
            length: random.weighted([
              [4, 1],
              [3, 2],
              [2, 0],
              [1, 50],
            ]),
          },
          () => this.value(resolved.items ?? {}, random, field, depth + 1),
        );
      case 'string':
        return this.textFor(field, random);
      case 'integer':
      case 'number':
        return random.chance(0.7) ? random.below(100) : random.pick(numbers);
      case 'boolean':
        return random.chance(0.5);
      case undefined:
      default:
        return this.misfit(random);
    }
  }

  private object(
    { properties = {}, required = [], additionalProperties }: JsonSchema,
    random: Random,
    depth: number,
  ): object {
    const entries = Object.entries(properties)
      .filter(([name]) => random.chance(required.includes(name) ? 0.97 : 0.4))
      .map(([name, schema]) => [name, this.value(schema, random, name, depth + 1)] as const);
    const own = typeof additionalProperties === 'object' ? additionalProperties : {};
    const isOpen = additionalProperties !== undefined && additionalProperties !== false;
    for (let more = isOpen ? random.below(3) : Number(random.chance(0.05)); more > 0; more--)
      entries.push([
        random.chance(0.5) ? 'name' : strangeText(random),
        this.value(own, random, 'name', depth + 1),
      ]);
    return Object.fromEntries(entries);
  }

  private misfit(random: Random): unknown {
    return random.chance(0.8) ? random.pick(anything) : strangeText(random);
  }

  private resolve(schema: JsonSchema): JsonSchema {
    const name = schema.$ref?.split('/').at(-1);
    if (name !== undefined) return this.resolve(this.shapes[name] ?? {});
    const parts = schema.allOf ?? [];
    return parts.reduce<JsonSchema>((whole, part) => ({ ...whole, ...this.resolve(part) }), schema);
  }
}

/** The value as JSON, or as what is nearly JSON. */
export function jsonBytes(value: unknown, random: Random): Buffer {
  const text = Buffer.from(JSON.stringify(value)).toString('latin1');
  return Buffer.from(
    random.weighted([
      [16, () => text],
      [3, () => mutated(text, random)],
      [1, () => `\xef\xbb\xbf${text}`],
      [1, () => text + text],
      [1, () => '['.repeat(random.pick([100, 20_000]))],
      [1, () => `{"__proto__":${text},"constructor":1}`],
      [1, () => ''],
    ])(),
    'latin1',
  );
}
