import { didYouMean } from '../did-you-mean.js';
import { type ConfigProblem } from '../problems.js';
import { settingsByName } from '../setting-list.js';
import { type Given, type SourceReading } from './given.js';

/** What the command line asks for besides starting. */
export const commands = ['help', 'version', 'dump-config'] as const;
export type Command = (typeof commands)[number];

const configFileFlag = 'config-file';

const knownFlags = [...settingsByName.keys(), ...commands, configFileFlag].map((name) => `--${name}`);

export interface CommandLine extends SourceReading {
  readonly command?: Command;
  readonly configFile?: string;
}

/**
 * Reads `--name value`, `--name=value` and, for switches, `--name`. Of a flag given twice the last one counts, so
 * that a script's flags can be overridden by appending.
 * @param argv without the program itself
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const values = new Map<string, Given>();
  const problems: ConfigProblem[] = [];
  let command: Command | undefined;
  let configFile: string | undefined;

  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const { flag, inlineValue } = splitFlag(word);
    const asked = commands.find((each) => each === flag);
    if (asked !== undefined) {
      command ??= asked;
      continue;
    }
    const setting = settingsByName.get(flag);
    if (setting === undefined && flag !== configFileFlag) {
      const hint = didYouMean(`--${flag}`, knownFlags);
      problems.push({ name: word, reason: `There is no such flag.${hint}`, origin: 'command line' });
      // What was meant as its value is not another problem.
      if (word.startsWith('--') && inlineValue === undefined) takeValue(words, false);
      continue;
    }
    const value = inlineValue ?? takeValue(words, setting?.isSwitch ?? false);
    if (value === undefined) {
      problems.push({ name: word, reason: 'The flag needs a value.', origin: 'command line' });
    } else if (setting === undefined) {
      configFile = value;
    } else {
      values.set(setting.name, { value, origin: `flag --${flag}` });
    }
  }
  return {
    values,
    problems,
    ...(command === undefined ? {} : { command }),
    ...(configFile === undefined ? {} : { configFile }),
  };
}

function splitFlag(word: string): { flag: string; inlineValue?: string } {
  if (word === '-h') return { flag: 'help' };
  if (!word.startsWith('--')) return { flag: '' };
  const equals = word.indexOf('=');
  return equals === -1
    ? { flag: word.slice(2) }
    : { flag: word.slice(2, equals), inlineValue: word.slice(equals + 1) };
}

/** The next word, unless it is a flag itself. A switch takes it only when it is meant for a switch. */
function takeValue(words: string[], isSwitch: boolean): string | undefined {
  const [next] = words;
  if (isSwitch) return next === 'true' || next === 'false' ? words.shift() : 'true';
  return next === undefined || next.startsWith('--') ? undefined : words.shift();
}
