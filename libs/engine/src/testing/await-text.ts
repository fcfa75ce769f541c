import type { AwaitPoint, Combinator } from '@perdure/model';

const combinators: Record<string, Combinator> = {
  unknown: 'unknown',
  race: 'first-completed',
  'all-settled': 'all-completed',
  any: 'first-succeeded-or-all-failed',
  all: 'all-succeeded-or-first-failed',
};

/** Reads `race(s1, all(c1, c2), go)`: `c1` is a completion, `s1` a signal by number, any other word one by name. */
export function parseAwait(text: string): AwaitPoint {
  const tokens = text.match(/[\w-]+|[()]/g) ?? [];
  const node = (): AwaitPoint => {
    const combinator = combinators[tokens.shift() ?? ''];
    if (combinator === undefined || tokens.shift() !== '(') throw new Error(`'${text}' is no await point`);
    const completions: number[] = [];
    const signals: number[] = [];
    const namedSignals: string[] = [];
    const nested: AwaitPoint[] = [];
    while (tokens[0] !== ')') {
      const token = tokens[0] ?? '';
      if (tokens[1] === '(') {
        nested.push(node());
        continue;
      }
      tokens.shift();
      if (/^c\d+$/.test(token)) completions.push(Number(token.slice(1)));
      else if (/^s\d+$/.test(token)) signals.push(Number(token.slice(1)));
      else namedSignals.push(token);
    }
    tokens.shift();
    return { combinator, completions, signals, namedSignals, nested };
  };
  return node();
}

export function awaitText({ combinator, completions, signals, namedSignals, nested }: AwaitPoint): string {
  const name = Object.entries(combinators).find(([, value]) => value === combinator)?.[0] ?? combinator;
  const children = [
    ...completions.map((id) => `c${String(id)}`),
    ...signals.map((index) => `s${String(index)}`),
    ...namedSignals,
    ...nested.map(awaitText),
  ];
  return `${name}(${children.join(', ')})`;
}
