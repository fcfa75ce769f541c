import type { Step } from '../corpus/corpus.js';

const ID = /\b(inv|dp|sub)_1[0-9A-Za-z]{10,}/g;
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g;
const SIGN = /\bsign_1[\w-]{38}/g;

/**
 * The names and places of one server in one sequence, by which answers of two servers and of two runs become
 * comparable: ids are numbered as they appear, times keep their form, addresses their meaning.
 */
export class Stand {
  private readonly ids = new Map<string, string>();

  constructor(
    /** From what varies to what it is called: addresses, and the text that nobody used before. */
    private readonly names: readonly (readonly [text: string, name: string])[],
    private readonly ownHeaders: ReadonlySet<string>,
  ) {}

  /** Headers that this server adds to all of its answers. */
  isOwnHeader(name: string): boolean {
    return this.ownHeaders.has(name);
  }

  settle(text: string, { areIdsFixed = false }: Step): string {
    let settled = text;
    for (const [each, name] of this.names) settled = settled.replaceAll(each, name);
    settled = settled.replaceAll(TIME, (_time, fraction: string | undefined, zone: string) => {
      return `<time${fraction === undefined ? '' : ` ${fraction.length - 1} digits`} ${zone}>`;
    });
    settled = settled.replaceAll(SIGN, '<awakeable>');
    return areIdsFixed ? settled : settled.replaceAll(ID, (id, kind: string) => this.numbered(id, kind));
  }

  private numbered(id: string, kind: string): string {
    const known = this.ids.get(id);
    if (known !== undefined) return known;
    const name = `<${kind} ${this.ids.size + 1}>`;
    this.ids.set(id, name);
    return name;
  }
}
