import { eventually, unique, useWorld } from './harness/index.js';
import { eagerCounter, lazyCounter } from './services/counter.js';
import { gates } from './services/gates.js';
import { queue } from './services/queue.js';
import { witness } from './services/witness.js';

describe('a virtual object', () => {
  const world = useWorld({ services: [eagerCounter, lazyCounter, queue] });

  it('runs one exclusive handler at a time, in the order of arrival', async () => {
    const key = unique('queue');
    const labels = Array.from({ length: 8 }, (_, index) => `${key}/${index}`);
    const ids: string[] = [];
    for (const label of labels) ids.push((await world.ingress.send(`E2eQueue/${key}/enter`, label)).id!);
    await eventually(() => witness.of(key).length > 0);

    // Opened from last to first, so that only the inbox can put them in order.
    for (const label of labels.toReversed()) gates.open(label);
    await Promise.all(ids.map((id) => world.ingress.attach(id)));

    expect(witness.of(key)).toEqual(labels.flatMap((label) => [`begin ${label}`, `end ${label}`]));
  });

  it('answers shared handlers while an exclusive one is busy', async () => {
    const key = unique('beside');
    const busy = world.ingress.call(`E2eQueue/${key}/enter`, key);
    await eventually(() => witness.of(key).length > 0);

    const look = await world.ingress.request(`/restate/call/E2eQueue/${key}/look`);
    gates.open(key);

    expect(look.json).toEqual([`begin ${key}`]);
    expect((await busy).json).toBe(key);
  });

  it('does not hold up other keys', async () => {
    const [busyKey, freeKey] = [unique('busy'), unique('free')];
    const busy = world.ingress.call(`E2eQueue/${busyKey}/enter`, busyKey);
    await eventually(() => witness.of(busyKey).length > 0);
    gates.open(freeKey);

    expect((await world.ingress.call(`E2eQueue/${freeKey}/enter`, freeKey)).json).toBe(freeKey);
    gates.open(busyKey);
    await busy;
  });

  it.each([eagerCounter.name, lazyCounter.name])('%s keeps its state', async (service) => {
    const target = `${service}/${unique('state')}`;
    const ask = async (handler: string, input?: unknown) =>
      (await world.ingress.call(`${target}/${handler}`, input)).json;

    expect(await ask('value', 'sum')).toBeNull();
    expect(await ask('keys')).toEqual([]);

    await ask('put', { name: 'Ada', tags: ['a', { b: null }], empty: '' });
    expect([await ask('add', 2), await ask('add', 3)]).toEqual([2, 5]);
    expect(await ask('keys')).toEqual(['empty', 'name', 'sum', 'tags']);
    expect(await ask('value', 'tags')).toEqual(['a', { b: null }]);
    expect(await ask('value', 'empty')).toBe('');

    expect(await ask('clear', 'name')).toBeNull();
    expect(await ask('value', 'name')).toBeNull();
    expect(await ask('keys')).toEqual(['empty', 'sum', 'tags']);

    expect(await ask('clearAll')).toEqual([]);
    expect(await ask('keys')).toEqual([]);
    expect(await ask('add', 1)).toBe(1);
  });

  it('has keys of any characters, each with its own state', async () => {
    const keys = ['a/b', 'a%2Fb', 'ü ✓', '..', unique('plain')].map((key) => `${unique('any')}${key}`);
    const targets = keys.map((key) => `E2eCounter/${encodeURIComponent(key)}`);
    for (const [index, target] of targets.entries()) await world.ingress.call(`${target}/add`, index + 1);

    const sums = await Promise.all(targets.map((target) => world.ingress.call(`${target}/value`, 'sum')));

    expect(sums.map(({ json }) => json)).toEqual([1, 2, 3, 4, 5]);
  });

  it('loses no update of many callers', async () => {
    const key = unique('many');
    const calls = Array.from({ length: 60 }, () => world.ingress.call(`E2eCounter/${key}/add`, 1));

    const sums = (await Promise.all(calls)).map(({ json }) => json as number);

    expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });
});
