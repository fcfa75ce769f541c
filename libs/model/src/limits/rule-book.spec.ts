import { limitCounter } from './limit-level.js';
import { parseLimitPattern, type LimitRule } from './limit-rule.js';
import { RuleBook } from './rule-book.js';
import { parseLimitKey } from './scope.js';

/** `{ 'shop/*': 1, free: undefined }` */
const book = (limits: Record<string, number | undefined>, disabled: string[] = []): RuleBook =>
  new RuleBook(
    Object.entries(limits).map(([pattern, concurrency]): LimitRule => ({
      pattern,
      ...(concurrency !== undefined && { concurrency }),
      isDisabled: disabled.includes(pattern),
      version: 1,
      lastModifiedMs: 0,
    })),
  );

describe('a rule book', () => {
  it('limits each level by its most specific rule, the scope counting most', () => {
    const rules = {
      's/a/x': 1,
      's/a/*': 2,
      's/*/x': 3,
      's/*/*': 4,
      '*/a/x': 5,
      '*/a/*': 6,
      '*/*/x': 7,
      '*/*/*': 8,
    };
    const inOrder = Object.keys(rules);
    inOrder.forEach((pattern, index) => {
      const left = Object.fromEntries(
        Object.entries(rules).filter(([each]) => inOrder.indexOf(each) >= index),
      );
      expect(book(left).limitOf('s/a/x')).toEqual({ pattern, concurrency: index + 1 });
    });
    expect(book(rules).limitOf('s/a')).toBeUndefined();
    expect(book(rules).limitOf('s')).toBeUndefined();
  });

  it('lifts a limit by a rule without one, and forgets disabled rules', () => {
    const rules = book({ '*': 1, free: undefined, shop: 9 }, ['shop']);
    expect(rules.limitOf('free')).toBeUndefined();
    expect(rules.limitOf('shop')).toEqual({ pattern: '*', concurrency: 1 });
    expect(book({ shop: 9 }, ['shop']).limitsIn('shop')).toBe(false);
    expect(book({ 'shop/*': 1 }).limitsIn('shop')).toBe(true);
    expect(book({ 'shop/*': 1 }).limitsIn('forge')).toBe(false);
  });

  it.each([
    ['a rule is added', {}, { shop: 1 }, true],
    ['a limit is changed', { shop: 1 }, { shop: 2 }, false],
    ['a rule is removed', { shop: 1 }, {}, false],
    ['a rule that lifted a limit gets one', { '*': 1, free: undefined }, { '*': 1, free: 2 }, true],
    ['a rule that lifted a limit goes', { '*': 1, free: undefined }, { '*': 1 }, true],
  ])('says whether more is limited when %s', (_, before, after, isMore) => {
    expect(book(after).limitsMoreThan(book(before))).toBe(isMore);
  });
});

it('a counter is a path of the scope and what the limit key has of the level', () => {
  expect(limitCounter('s', undefined, 'scope')).toBe('s');
  expect(limitCounter('s', undefined, 'level1')).toBeUndefined();
  expect(limitCounter('s', 'a', 'level1')).toBe('s/a');
  expect(limitCounter('s', 'a', 'level2')).toBeUndefined();
  expect(limitCounter('s', 'a/x', 'level1')).toBe('s/a');
  expect(limitCounter('s', 'a/x', 'level2')).toBe('s/a/x');
});

it('holds a limit that is new, or was held already, until it is compared no more', () => {
  const first = book({ shop: 1 }).heldAgainst(book({}));
  const second = book({ shop: 2, free: 3, '*/*': undefined }).heldAgainst(first);
  const known = book({ shop: 5 }).heldAgainst(book({ shop: 1 }));

  expect(second.limitOf('shop')).toEqual({ pattern: 'shop', concurrency: 2, isHeld: true });
  expect(second.limitOf('free')).toEqual({ pattern: 'free', concurrency: 3, isHeld: true });
  expect(second.limitOf('shop/key')).toBeUndefined();
  expect(second.limitsIn('shop')).toBe(true);
  expect(second.limitsIn('other')).toBe(false);
  expect(known.limitOf('shop')).toEqual({ pattern: 'shop', concurrency: 5 });
});

const outside = 'value contains characters outside the allowed set [a-zA-Z0-9_.-]';
const long = 'a'.repeat(37);

it.each([
  ['', { limitKey: undefined }],
  ['a', { limitKey: 'a' }],
  ['a/', { limitKey: 'a' }],
  ['a/b', { limitKey: 'a/b' }],
  ['a/b/c', { problem: 'too many path components in the given limit-key (max 2)' }],
  ['a b', { problem: `invalid limit-key component: ${outside}` }],
  ['*', { problem: `invalid limit-key component: ${outside}` }],
  ['/', { problem: 'invalid limit-key component: value cannot be empty' }],
  ['/b', { problem: 'invalid limit-key component: value cannot be empty' }],
  [long, { problem: 'invalid limit-key component: value too long: 37 bytes (max 36)' }],
])('limit key %p', (text, expected) => {
  expect(parseLimitKey(text)).toEqual(expected);
});

it.each([
  ['a/*', { pattern: 'a/*' }],
  ['a/', { pattern: 'a' }],
  ['*/*/*', { pattern: '*/*/*' }],
  ['', { problem: 'pattern cannot be empty' }],
  ['a/b/c/d', { problem: 'too many path components (max 3)' }],
  ['a b', { problem: `invalid component: ${outside}` }],
  ['a/**', { problem: `invalid component: ${outside}` }],
  [long, { problem: 'invalid component: value too long: 37 bytes (max 36)' }],
])('pattern %p', (text, expected) => {
  expect(parseLimitPattern(text)).toEqual(expected);
});
