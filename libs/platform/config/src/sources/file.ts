import { readFileSync } from 'node:fs';

import { parse } from 'smol-toml';

import { didYouMean } from '../did-you-mean.js';
import { type ConfigProblem } from '../problems.js';
import { sectionNames, settingsByName } from '../setting-list.js';
import { type Given, type SourceReading } from './given.js';

/** Settings from a TOML file. A file that was named must be there. */
export function readFile(path: string): SourceReading {
  const origin = `file ${path}`;
  try {
    const reading = { values: new Map<string, Given>(), problems: [] };
    collect(parse(readFileSync(path, 'utf8')), [], origin, reading);
    return reading;
  } catch (error) {
    const reason = `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { values: new Map(), problems: [{ name: path, reason, origin }] };
  }
}

function collect(
  table: Readonly<Record<string, unknown>>,
  sections: readonly string[],
  origin: string,
  reading: { values: Map<string, Given>; problems: ConfigProblem[] },
): void {
  for (const [key, value] of Object.entries(table)) {
    const path = [...sections, key];
    const name = path.join('.');
    if (settingsByName.has(name)) {
      reading.values.set(name, { value, origin });
    } else if (sectionNames.has(name) && isTable(value)) {
      collect(value, path, origin, reading);
    } else {
      const reason = sectionNames.has(name)
        ? `This is a section: write [${name}] and its settings below.`
        : `There is no such setting.${didYouMean(name, settingsByName.keys())}`;
      reading.problems.push({ name, reason, origin });
    }
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
