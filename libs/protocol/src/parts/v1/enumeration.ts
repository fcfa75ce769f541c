import { PerdureError } from '@perdure/model';

/**
 * The numbers a closed set of words has on the wire. Numbers are never reused; 0 is left to mean "absent".
 * A word without a number does not compile.
 */
export class Enumeration<Word extends string> {
  private readonly words: Word[] = [];

  constructor(
    private readonly what: string,
    private readonly numbers: Readonly<Record<Word, number>>,
  ) {
    for (const word in numbers) this.words[numbers[word]] = word;
  }

  toNumber(word: Word): number {
    return this.numbers[word];
  }

  /** Throws `DECODE_FAILED` for a number that has no word. */
  fromNumber(number: number): Word {
    const word = this.words[number];
    if (word === undefined)
      throw new PerdureError('DECODE_FAILED', `${String(number)} stands for no ${this.what}`);
    return word;
  }
}
