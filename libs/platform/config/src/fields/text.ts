import { type z } from 'zod';

import { asText, derivedSetting, setting } from './setting.js';

/** A name that appears in headers, labels and URLs: 1 to 255 of the characters all of these allow. */
const nameForm = /^[a-zA-Z0-9_.-]{1,255}$/;
const nameOptions = {
  type: 'name',
  bounds: '1 to 255 of `a-z A-Z 0-9 _ . -`',
  expected: '1 to 255 characters of a-z A-Z 0-9 _ . -',
  parse: (given: unknown) => {
    const text = asText(given);
    return text !== undefined && nameForm.test(text) ? text : undefined;
  },
  format: (value: string) => value,
};

export function name(options: { description: string; default: string }): z.ZodType<string> {
  return setting({ ...nameOptions, ...options });
}

export function derivedName(options: {
  description: string;
  defaultInWords: string;
}): z.ZodType<string | undefined> {
  return derivedSetting({ ...nameOptions, ...options });
}

/** A folder; relative ones are meant from where the server is started. */
export function folder(options: { description: string; default: string }): z.ZodType<string> {
  return setting({
    ...options,
    type: 'folder',
    expected: 'the path of a folder',
    parse: (given) => (typeof given === 'string' && given.trim() !== '' ? given : undefined),
    format: (value) => value,
  });
}

/** A file to read at start, or null for `none`; a relative path is meant from where the server is started. */
export function optionalFile(options: { description: string }): z.ZodType<string | null> {
  return setting<string | null>({
    ...options,
    type: 'file',
    default: 'none',
    bounds: 'a path, or none',
    expected: 'the path of a file, or none',
    parse: (given) => {
      if (typeof given !== 'string' || given.trim() === '') return undefined;
      return given === 'none' ? null : given;
    },
    format: (value) => value ?? 'none',
  });
}

/** On or off; as a flag it needs no value. */
export function onOff(options: { description: string }): z.ZodType<boolean> {
  return setting({
    ...options,
    type: 'true or false',
    isSwitch: true,
    default: false,
    expected: 'true or false',
    parse: (given) => {
      const text = asText(given);
      return text === 'true' ? true : text === 'false' ? false : undefined;
    },
    format: (value) => value,
  });
}

/** One of a closed list of words. */
export function choice<const Word extends string>(options: {
  description: string;
  default: Word;
  words: readonly Word[];
}): z.ZodType<Word> {
  return setting({
    description: options.description,
    default: options.default,
    type: options.words.map((word) => `\`${word}\``).join(' or '),
    expected: `one of ${options.words.join(', ')}`,
    parse: (given) => options.words.find((word) => word === given),
    format: (value) => value,
  });
}

/** Addresses or URLs: a list in the file, separated by commas elsewhere. URLs may carry a password. */
export function addressList(options: {
  description: string;
  default: string;
  form: RegExp;
  expected: string;
  isSecret?: boolean;
}): z.ZodType<readonly string[]> {
  return setting<readonly string[]>({
    description: options.description,
    default: options.default,
    type: 'list',
    isSecret: options.isSecret ?? false,
    bounds: 'separated by commas',
    expected: options.expected,
    parse: (given) => {
      const list = (Array.isArray(given) ? given : String(given).split(',')).map((item) =>
        String(item).trim(),
      );
      return list.length > 0 && list.every((item) => options.form.test(item)) ? list : undefined;
    },
    format: (value) => value.join(','),
  });
}

/** Some of a closed list of words, at least one: a list in the file, separated by commas elsewhere. */
export function words<Word extends string>(options: {
  description: string;
  default: string;
  words: readonly Word[];
}): z.ZodType<readonly Word[]> {
  const known = options.words.join(', ');
  return setting<readonly Word[]>({
    description: options.description,
    default: options.default,
    type: 'list',
    bounds: `of ${known}; separated by commas`,
    expected: `some of ${known}`,
    parse: (given) => {
      const texts: readonly unknown[] = Array.isArray(given) ? given : String(given).split(',');
      const list = texts.map((text) => options.words.find((word) => word === String(text).trim()));
      return list.every((word) => word !== undefined) ? list : undefined;
    },
    format: (list) => list.join(','),
  });
}

/** A text; empty, which is the default unless another is given: none. */
export function optionalText(options: { description: string; default?: string }): z.ZodType<string> {
  return text({ default: '', isSecret: false, ...options });
}

/** A user name or a credential; empty: none. */
export function credential(options: { description: string; isSecret: boolean }): z.ZodType<string> {
  return text({ default: '', ...options });
}

function text(options: { description: string; default: string; isSecret: boolean }): z.ZodType<string> {
  return setting({
    ...options,
    type: 'text',
    bounds: 'empty: none',
    expected: 'a text',
    parse: (given) => asText(given),
    format: (value) => value,
  });
}
