import { stringify } from 'smol-toml';

import { type Config } from '../config.js';
import { type TomlValue } from '../fields/setting.js';
import { type Setting, settingList } from '../setting-list.js';

type TomlTable = { [key: string]: TomlValue | TomlTable };

const secretMark = '(not shown)';

/** What `--dump-config` prints: the settings in effect, as a file that would have the same effect. */
export function dumpConfig(config: Config): string {
  const root: TomlTable = {};
  for (const setting of settingList) {
    const words = setting.name.split('.');
    let section = root;
    for (const word of words.slice(0, -1)) section = (section[word] ??= {}) as TomlTable;
    section[words.at(-1) ?? setting.name] = shownValue(setting, config);
  }
  return `${stringify(root)}\n`;
}

function shownValue(setting: Setting, config: Config): TomlValue {
  const value = setting.toToml(setting.path.reduce<unknown>(member, config));
  // The default is in the documentation for all to see.
  if (!setting.isSecret || setting.default === `\`${JSON.stringify(value).slice(1, -1)}\``) return value;
  if (typeof value !== 'object') return secretMark;
  return Object.fromEntries(Object.keys(value).map((key) => [key, secretMark]));
}

function member(object: unknown, key: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[key];
}
