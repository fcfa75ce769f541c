/** Walks through a text once, from left to right. */
export class TextScanner {
  private position = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  get consumed(): string {
    return this.text.slice(0, this.position);
  }

  get rest(): string {
    return this.text.slice(this.position);
  }

  /** The next character; empty at the end. */
  get next(): string {
    return this.text.charAt(this.position);
  }

  /** Moves past what the sticky pattern matches here, and returns it; empty when it does not match. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0] ?? '';
    this.position += match.length;
    return match;
  }
}

const decimalPoint = /[.,]/y;
const decimals = /[0-9]{1,9}/y;
export const digits = /[0-9]+/y;

/** The digits behind a decimal point or comma; empty when there is none, undefined when no digits follow it. */
export function takeFraction(scanner: TextScanner): string | undefined {
  if (scanner.take(decimalPoint) === '') return '';
  return scanner.take(decimals) || undefined;
}
