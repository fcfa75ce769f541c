import { type z } from 'zod';

import { type Config, configSchema } from './config.js';
import { type Listener, openListeners } from './open-listeners.js';
import { ConfigProblems, type ConfigProblem } from './problems.js';
import { settingList, settingName, settingsByName } from './setting-list.js';
import { type CommandLine, readCommandLine } from './sources/command-line.js';
import { configFileVariable, type Environment, readEnvironment } from './sources/environment.js';
import { readFile } from './sources/file.js';
import { type Given, type SourceReading } from './sources/given.js';

export interface ConfigSources {
  readonly env: Environment;
  /** The command line without the program: `process.argv.slice(2)`. */
  readonly argv: readonly string[];
  /** What the process is going to serve; it may not without protection. Default: nothing. */
  readonly listeners?: readonly Listener[];
}

/**
 * The settings of this process: flags before environment before file before defaults. Reads the file that
 * `--config-file` or `PERDURE_CONFIG` names, and nothing else.
 * @throws ConfigProblems with everything that is wrong
 */
export function loadConfig({ env, argv, listeners }: ConfigSources): Config {
  return resolveConfig(readCommandLine(argv), env, listeners);
}

/** Like {@link loadConfig}, with the command line read already. */
export function resolveConfig(
  commandLine: CommandLine,
  env: Environment,
  listeners: readonly Listener[] = [],
): Config {
  const configFile = commandLine.configFile ?? env[configFileVariable];
  const sources: SourceReading[] = [
    ...(configFile === undefined || configFile === '' ? [] : [readFile(configFile)]),
    readEnvironment(env),
    commandLine,
  ];
  const given = new Map(sources.flatMap(({ values }) => [...values]));
  const result = configSchema.safeParse(nest(given));
  const problems = [
    ...sources.flatMap((source) => source.problems),
    ...(result.error?.issues ?? []).map((issue) => problemOf(issue, given)),
  ];
  if (problems.length > 0 || result.data === undefined) throw new ConfigProblems(problems);
  const config = deepFreeze(result.data);
  const open = openListeners(config, listeners, (name) => given.get(name)?.origin ?? 'default');
  if (open.length > 0) throw new ConfigProblems(open);
  return config;
}

/** Values by name to the nested shape of the schema, every section present so that its defaults are filled in. */
function nest(given: ReadonlyMap<string, Given>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const { name, path } of settingList) {
    let section = root;
    for (const key of path.slice(0, -1)) section = (section[key] ??= {}) as Record<string, unknown>;
    const value = given.get(name)?.value;
    if (value !== undefined) section[path.at(-1) ?? name] = value;
  }
  return root;
}

function problemOf(issue: z.core.$ZodIssue, given: ReadonlyMap<string, Given>): ConfigProblem {
  const name = settingName(issue.path);
  const source = given.get(name);
  const isSecret = settingsByName.get(name)?.isSecret ?? true;
  return {
    name,
    ...(source === undefined || isSecret ? {} : { given: JSON.stringify(source.value) }),
    reason: `Expected ${issue.message}.`,
    origin: source?.origin ?? 'default',
  };
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
