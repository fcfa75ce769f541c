import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MetadataDocument, MetadataStore } from '@perdure/ports';
import type { StoreFixture } from './store-fixture.js';
import { until } from './until.js';

const mebibyte = 1024 * 1024;

/** What every metadata store must do: the contract of the port, case by case. */
export function describeMetadataStore(
  name: string,
  createFixture: () => Promise<StoreFixture<MetadataStore>>,
): void {
  describe(`${name} as a metadata store`, () => {
    let fixture: StoreFixture<MetadataStore>;
    let store: MetadataStore;

    beforeEach(async () => {
      fixture = await createFixture();
      store = await fixture.open();
    });

    afterEach(async () => {
      await fixture.close();
      await fixture.destroy();
    });

    it('has no document before there is one', async () => {
      expect(await store.read('a')).toBeUndefined();
    });

    it('keeps documents of any size apart by name, through restarts', async () => {
      const large = Buffer.alloc(mebibyte, 'large ');
      await store.replace('a', 0, bytes('of a'));
      await store.replace('ab', 0, bytes(''));
      await store.replace('a/b 🦊', 0, large);

      await fixture.close();
      store = await fixture.open();
      expect(textOf(await store.read('a'))).toBe('of a');
      expect(textOf(await store.read('ab'))).toBe('');
      expect(large.equals((await store.read('a/b 🦊'))?.value ?? bytes(''))).toBe(true);
    });

    it('replaces the version it is told, and counts up, through restarts', async () => {
      const first = await store.replace('a', 0, bytes('1'));
      const second = await store.replace('a', first, bytes('2'));
      await fixture.close();
      store = await fixture.open();
      const third = await store.replace('a', second, bytes('3'));

      expect(first).toBeGreaterThan(0);
      expect(second).toBeGreaterThan(first);
      expect(third).toBeGreaterThan(second);
      expect(await store.read('a')).toMatchObject({ version: third });
      expect(textOf(await store.read('a'))).toBe('3');
    });

    it('refuses another version, and changes nothing', async () => {
      const conflict = { code: 'METADATA_CONFLICT' };
      await expect(store.replace('a', 1, bytes('x'))).rejects.toMatchObject(conflict);
      const first = await store.replace('a', 0, bytes('1'));
      const second = await store.replace('a', first, bytes('2'));
      for (const version of [0, first, second + 1]) {
        await expect(store.replace('a', version, bytes('x'))).rejects.toMatchObject(conflict);
      }
      expect(await store.read('a')).toMatchObject({ version: second });
      expect(textOf(await store.read('a'))).toBe('2');
    });

    it('lets one of several who replace the same version succeed', async () => {
      const version = await store.replace('a', 0, bytes('start'));
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => store.replace('a', version, bytes(String(index)))),
      );
      const winners = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
      expect(winners).toHaveLength(1);
      expect(textOf(await store.read('a'))).toBe(String(winners[0]));
    });

    it('does not hold on to the bytes it was given', async () => {
      const value = bytes('as given');
      const replaced = store.replace('a', 0, value);
      await replaced;
      value.fill(0);
      expect(textOf(await store.read('a'))).toBe('as given');
    });

    it('tells who watches of every replacement of that document, in order, and of nothing else', async () => {
      const seen: MetadataDocument[] = [];
      store.watch('a', (document) => seen.push(document));
      await watching(store, 'a', seen);

      await store.replace('b', 0, bytes('other'));
      for (let round = 1; round <= 5; round++) await replaceAny(store, 'a', `round ${round}`);
      await expect(store.replace('a', 0, bytes('refused'))).rejects.toMatchObject({
        code: 'METADATA_CONFLICT',
      });
      await until('the last replacement was told', () => textOf(seen.at(-1)) === 'round 5');

      const rounds = seen.filter((document) => textOf(document)?.startsWith('round'));
      expect(rounds.map(textOf)).toEqual([1, 2, 3, 4, 5].map((round) => `round ${round}`));
      const versions = seen.map(({ version }) => version);
      expect(versions).toEqual([...versions].sort((left, right) => left - right));
      expect(seen.some((document) => ['other', 'refused'].includes(textOf(document) ?? ''))).toBe(false);
      expect(seen.at(-1)).toMatchObject({ version: (await store.read('a'))?.version });
    });

    it('tells nothing more to who stopped, and goes on for the others, one that throws included', async () => {
      const stopped: MetadataDocument[] = [];
      const seen: MetadataDocument[] = [];
      const stop = store.watch('a', (document) => stopped.push(document));
      store.watch('a', () => {
        throw new Error('a watcher failed');
      });
      store.watch('a', (document) => seen.push(document));
      await watching(store, 'a', seen);
      await until('the first one was told as well', () => stopped.length === seen.length);

      stop();
      stop();
      const before = stopped.length;
      await replaceAny(store, 'a', 'after');
      await until('the others were told', () => textOf(seen.at(-1)) === 'after');
      expect(stopped).toHaveLength(before);
    });
  });
}

/** Replaces the document until the watcher hears of it: in some stores watching begins a moment after `watch`. */
async function watching(
  store: MetadataStore,
  name: string,
  seen: readonly MetadataDocument[],
): Promise<void> {
  let probe = Promise.resolve();
  await until(
    'the watcher is told of changes',
    () => seen.length > 0,
    () => {
      probe = probe.then(() => replaceAny(store, name, 'probe'));
    },
  );
  await probe;
  const { version } = (await store.read(name)) ?? { version: 0 };
  await until('the last probe was told', () => seen.at(-1)?.version === version);
}

async function replaceAny(store: MetadataStore, name: string, value: string): Promise<void> {
  await store.replace(name, (await store.read(name))?.version ?? 0, bytes(value));
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

function textOf(document: MetadataDocument | undefined): string | undefined {
  return document === undefined ? undefined : Buffer.from(document.value).toString();
}
