import { z } from 'zod';

import { settingFacts, type SettingFacts } from './fields/setting.js';
import { settingsSchema } from './settings.js';

export const environmentPrefix = 'PERDURE_';

/** One setting with all its names. */
export interface Setting extends SettingFacts {
  /** As in the file and, after `--`, on the command line: `worker.invoker.inactivity-timeout`. */
  readonly name: string;
  /** `PERDURE_WORKER__INVOKER__INACTIVITY_TIMEOUT`. */
  readonly environmentName: string;
  /** Where the value is in the settings: `['worker', 'invoker', 'inactivityTimeoutMs']`. */
  readonly path: readonly string[];
}

/** Every setting, those of one section together. */
export const settingList: readonly Setting[] = [...settingsIn(settingsSchema, [])];

export const settingsByName: ReadonlyMap<string, Setting> = new Map(
  settingList.map((setting) => [setting.name, setting]),
);

/** `ingress`, `worker`, `worker.invoker`, … */
export const sectionNames: ReadonlySet<string> = new Set(
  settingList.flatMap(({ name }) => {
    const words = name.split('.');
    return words.slice(0, -1).map((_, index) => words.slice(0, index + 1).join('.'));
  }),
);

/** The name users write for a path of keys: sections by dots, words by hyphens, no units. */
export function settingName(path: readonly PropertyKey[]): string {
  return path
    .map((key) =>
      String(key)
        .replace(/(Ms|Bytes)$/, '')
        .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    )
    .join('.');
}

function environmentName(name: string): string {
  return environmentPrefix + name.toUpperCase().replaceAll('-', '_').replaceAll('.', '__');
}

function* settingsIn(section: z.ZodObject, path: readonly string[]): Generator<Setting> {
  for (const [key, schema] of Object.entries(section.shape)) {
    const fullPath = [...path, key];
    if (schema instanceof z.ZodObject) {
      yield* settingsIn(schema, fullPath);
      continue;
    }
    const facts = settingFacts.get(schema as z.ZodType);
    const name = settingName(fullPath);
    if (facts !== undefined) yield { ...facts, name, environmentName: environmentName(name), path: fullPath };
  }
}
