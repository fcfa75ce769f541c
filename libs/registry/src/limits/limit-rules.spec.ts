import { isPerdureError } from '@perdure/model';

import { MemoryMetadataStore } from '../testing/memory-metadata-store.js';
import { rulesMax, type RuleUpsert } from './change-rules.js';
import { LimitRules } from './limit-rules.js';

const rule = (pattern: string, more: Partial<RuleUpsert> = {}): RuleUpsert => ({
  pattern,
  isDisabled: false,
  precondition: { kind: 'none' },
  ...more,
});
const versions = (rules: ReadonlyArray<{ pattern: string; version: number }>) =>
  rules.map(({ pattern, version }) => `${pattern} v${version}`);

async function refusal(change: Promise<unknown>): Promise<string> {
  return change.then(
    () => 'accepted',
    (error: unknown) =>
      isPerdureError(error) ? `${String(error.details['adminStatus'])} ${error.message}` : 'failed',
  );
}

describe('limit rules', () => {
  it('count a version per list and per rule, as the reference does', async () => {
    const rules = await LimitRules.open(new MemoryMetadataStore());
    const put = async (...upserts: RuleUpsert[]) => versions(await rules.upsert(upserts, 1));

    expect(await put(rule('a', { concurrency: 1 }))).toEqual(['a v1']);
    expect(await put(rule('a', { concurrency: 2 }))).toEqual(['a v2']);
    // The list counts a new description, the rule does not; nothing counts what changes nothing.
    expect(await put(rule('a', { concurrency: 2, description: 'why' }))).toEqual(['a v2']);
    expect(await put(rule('a', { concurrency: 2, description: 'why' }))).toEqual(['a v2']);
    expect(await put(rule('b'))).toEqual(['b v4']);
    expect(await put(rule('a', { concurrency: 2, isDisabled: true }), rule('c'))).toEqual(['a v3', 'c v5']);
    expect(await rules.remove([{ pattern: 'c' }, { pattern: 'nope' }])).toEqual(['c']);
    expect(await rules.remove([{ pattern: 'c' }])).toEqual([]);
    expect(await put(rule('c'))).toEqual(['c v7']);
  });

  it('keep the time of the last change that matters', async () => {
    const rules = await LimitRules.open(new MemoryMetadataStore());
    await rules.upsert([rule('a')], 10);
    await rules.upsert([rule('a', { description: 'why' })], 20);
    expect(rules.rules).toMatchObject([{ description: 'why', lastModifiedMs: 10 }]);
    await rules.upsert([rule('a', { concurrency: 1 })], 30);
    expect(rules.rules).toEqual([
      { pattern: 'a', concurrency: 1, isDisabled: false, version: 2, lastModifiedMs: 30 },
    ]);
  });

  it('change as a whole batch or not at all', async () => {
    const rules = await LimitRules.open(new MemoryMetadataStore());
    await rules.upsert([rule('a')], 1);
    const wrong = { kind: 'matches', version: 99 } as const;

    expect(await refusal(rules.upsert([rule('b'), rule('a', { precondition: wrong })], 1))).toBe(
      '409 rule precondition Matches(v99) for pattern a failed (actual version: Some(v1))',
    );
    expect(await refusal(rules.upsert([rule('c', { precondition: wrong })], 1))).toBe(
      '409 rule precondition Matches(v99) for pattern c failed (actual version: None)',
    );
    expect(await refusal(rules.upsert([rule('a', { precondition: { kind: 'does-not-exist' } })], 1))).toBe(
      '409 rule precondition DoesNotExist for pattern a failed (actual version: Some(v1))',
    );
    expect(await refusal(rules.remove([{ pattern: 'a' }, { pattern: 'b', expectedVersion: 1 }]))).toBe(
      '409 rule precondition Matches(v1) for pattern b failed (actual version: None)',
    );
    const many = Array.from({ length: rulesMax }, (_, i) => rule(`r${i}`));
    expect(await refusal(rules.upsert(many, 1))).toBe(`422 at most ${rulesMax} rules are possible`);
    expect(versions(rules.rules)).toEqual(['a v1']);
  });

  it('are followed by every node, with a book of those in force', async () => {
    const store = new MemoryMetadataStore();
    const [here, there] = [await LimitRules.open(store), await LimitRules.open(store)];
    let changes = 0;
    const stop = there.watchBook(() => changes++);
    const before = there.book;
    expect(there.book).toBe(before);

    await here.upsert(
      [rule('*', { concurrency: 1 }), rule('shop', { concurrency: 5, isDisabled: true }), rule('free')],
      1,
    );
    store.announce();

    expect(changes).toBe(1);
    expect(there.book.limitOf('shop')).toEqual({ pattern: '*', concurrency: 1 });
    expect(there.book.limitOf('free')).toBeUndefined();
    expect(there.book.limitsMoreThan(before)).toBe(true);
    stop();
    await here.remove([{ pattern: '*' }]);
    store.announce();
    expect(changes).toBe(1);
    expect((await LimitRules.open(store)).book.limitsIn('shop')).toBe(false);
  });
});
