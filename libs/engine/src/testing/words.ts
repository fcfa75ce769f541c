import type { NotificationResult, Result, SignalId } from '@perdure/model';

/** One line of a story: words, some of them options (`key=value`). Quotes keep blanks together. */
export class Words {
  private readonly words: string[] = [];
  private readonly options = new Map<string, string>();
  private readonly flags = new Set<string>();

  constructor(
    readonly line: string,
    flags: readonly string[] = [],
  ) {
    for (const word of line.match(/(?:[^\s"]|"[^"]*")+/g) ?? []) {
      const option = /^([a-z-]+)=(.*)$/.exec(word);
      if (option !== null) this.options.set(option[1]!, unquoted(option[2]!));
      else if (flags.includes(word)) this.flags.add(word);
      else this.words.push(word);
    }
  }

  next(what: string): string {
    const word = this.words.shift();
    if (word === undefined) throw new Error(`'${this.line}' lacks ${what}`);
    return word;
  }

  /** Everything from here on, as written. */
  rest(): string {
    return this.words.splice(0).join(' ');
  }

  option(name: string): string | undefined {
    return this.options.get(name);
  }

  number(name: string): number | undefined {
    const text = this.options.get(name);
    return text === undefined ? undefined : Number(text);
  }

  has(flag: string): boolean {
    return this.flags.has(flag);
  }

  /** `c7` is completion 7. */
  completion(): number {
    return Number(this.next('a completion id').slice(1));
  }

  /** `"text"` is a value, `!"text"` a failure with code 500. */
  result(): Result {
    return parseResult(this.next('a result'));
  }
}

export function parseResult(word: string): Result {
  return word.startsWith('!')
    ? { kind: 'failure', failure: { code: 500, message: unquoted(word.slice(1)) } }
    : { kind: 'value', value: bytesOf(unquoted(word)) };
}

/** `s17` is a signal by its number, anything else by its name. */
export function parseSignal(word: string): SignalId {
  return /^s\d+$/.test(word) ? { kind: 'index', index: Number(word.slice(1)) } : { kind: 'name', name: word };
}

export function resultText(result: NotificationResult): string {
  switch (result.kind) {
    case 'void':
      return 'void';
    case 'value':
      return `"${textOf(result.value)}"`;
    case 'failure':
      return `!"${String(result.failure.code)} ${result.failure.message}"`;
    case 'invocation-id':
      return result.invocationId;
    case 'state-keys':
      return `[${result.keys.join(' ')}]`;
  }
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function unquoted(word: string): string {
  return word.replaceAll('"', '');
}
