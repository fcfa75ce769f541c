import { z } from 'zod';

/** What a value can be in TOML; also what `--dump-config` prints. */
export type TomlValue = string | number | boolean | Readonly<Record<string, string>>;

/** What a reader of the documentation wants to know about a setting. */
export interface SettingFacts {
  /** What is written, with its unit: `duration`, `size`, `host:port`, … */
  readonly type: string;
  readonly description: string;
  /** Markdown: what a user would write, or words where it depends on something else. */
  readonly default: string;
  /** Empty when the type says it all. */
  readonly bounds: string;
  /** A switch: as a flag it needs no value. */
  readonly isSwitch: boolean;
  /** The value is never shown, neither in problems nor by `--dump-config`. */
  readonly isSecret: boolean;
  toToml(value: unknown): TomlValue;
}

/** Where each setting's schema keeps its facts. */
export const settingFacts = z.registry<SettingFacts>();

export interface SettingOptions<Value> {
  readonly type: string;
  readonly description: string;
  readonly bounds?: string;
  readonly isSwitch?: boolean;
  readonly isSecret?: boolean;
  /** Completes "expected …". */
  readonly expected: string;
  /** Reads what the user wrote; undefined when it is not what {@link expected} says. */
  readonly parse: (given: unknown) => Value | undefined;
  readonly format: (value: Value) => TomlValue;
}

/** A setting whose default is written in the user's own notation and read by the same parser. */
export function setting<Value>(
  options: SettingOptions<Value> & { readonly default: string | number | boolean },
): z.ZodType<Value> {
  return register(parsed(options).prefault(options.default), options, `\`${options.default}\``);
}

/** A setting that, when it is not given, follows from others; {@link defaultInWords} says how. */
export function derivedSetting<Value>(
  options: SettingOptions<Value> & { readonly defaultInWords: string },
): z.ZodType<Value | undefined> {
  return register(parsed(options).optional(), options, options.defaultInWords);
}

/** Texts come from flags, the environment and files; numbers and booleans from files only. */
export function asText(given: unknown): string | undefined {
  if (typeof given === 'string') return given.trim();
  return typeof given === 'number' || typeof given === 'boolean' ? String(given) : undefined;
}

function parsed<Value>({ parse, expected }: SettingOptions<Value>) {
  return z.unknown().transform((given, context): Value => {
    const value = parse(given);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });
}

function register<Schema extends z.ZodType, Value>(
  schema: Schema,
  options: SettingOptions<Value>,
  defaultText: string,
): Schema {
  settingFacts.add(schema, {
    type: options.type,
    description: options.description,
    default: defaultText,
    bounds: options.bounds ?? '',
    isSwitch: options.isSwitch ?? false,
    isSecret: options.isSecret ?? false,
    // Sound: the value handed in is what this very schema produced.
    toToml: (value) => options.format(value as Value),
  });
  return schema;
}
