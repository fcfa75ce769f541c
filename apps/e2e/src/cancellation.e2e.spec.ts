import { eventually, unique, useWorld } from './harness/index.js';
import { gates } from './services/gates.js';
import { greeter } from './services/greeter.js';
import { job, jobOwner } from './services/jobs.js';
import { queue } from './services/queue.js';
import { witness } from './services/witness.js';

describe('ending an invocation', () => {
  const world = useWorld({ services: [greeter, job, jobOwner, queue] });

  async function startJob(): Promise<{ key: string; id: string }> {
    const key = unique('job');
    const sent = await world.ingress.send(`E2eJob/${key}/run`, key);
    await eventually(() => witness.of(key).includes('begin'));
    return { key, id: sent.id! };
  }

  it('by cancelling lets it tidy up, and frees its key', async () => {
    const { key, id } = await startJob();
    const waiting = world.ingress.attach(id);

    const cancelled = await world.admin.cancel(id);

    expect(cancelled).toMatchObject({ status: 202, text: '' });
    expect(await waiting).toMatchObject({ status: 409, id, json: { code: 409, source: 'invocation' } });
    expect(witness.of(key).at(-1)).toBe('cleanup');
    expect((await world.ingress.call(`E2eJob/${key}/quick`, 'next')).json).toBe('next');
    expect((await world.ingress.output(id)).status).toBe(409);
    expect((await world.admin.cancel(id)).status).toBe(409);
  });

  it('by killing asks nobody, and frees its key', async () => {
    const { key, id } = await startJob();
    const waiting = world.ingress.attach(id);

    const killed = await world.admin.kill(id);

    expect(killed).toMatchObject({ status: 200, text: '' });
    expect(await waiting).toMatchObject({ status: 409, id, json: { code: 409, source: 'invocation' } });
    expect((await world.ingress.call(`E2eJob/${key}/quick`, 'next')).json).toBe('next');
    expect(witness.of(key)).not.toContain('cleanup');
    expect((await world.admin.kill(id)).status).toBe(409);
  });

  it.each(['cancel', 'kill'] as const)('by a %s ends what it waits for as well', async (way) => {
    const key = unique(way);
    const sent = await world.ingress.send('E2eJobOwner/own', { key, label: key });
    await eventually(() => witness.of(key).includes('begin'));

    await world.admin[way](sent.id!);

    expect((await world.ingress.attach(sent.id!)).status).toBe(409);
    // Only answered once the job has let go of the key.
    expect((await world.ingress.call(`E2eJob/${key}/quick`, 'next')).json).toBe('next');
    const tidied = witness.of(key).filter((event) => event.endsWith('cleanup'));
    expect(tidied.toSorted()).toEqual(way === 'cancel' ? ['cleanup', 'owner cleanup'] : []);
  });

  it('can be asked for by a handler', async () => {
    const key = unique('by-handler');
    const owner = world.ingress.call('E2eJobOwner/cancel', key);
    await eventually(() => witness.of(key).includes('begin'));
    gates.open(key);

    const id = (await owner).json as string;

    expect((await world.ingress.attach(id)).status).toBe(409);
    expect(witness.of(key).at(-1)).toBe('cleanup');
  });

  it.each(['cancel', 'kill'] as const)('by a %s before it is due forgets it', async (way) => {
    const options = { delay: '1h', idempotencyKey: unique('scheduled') };
    const sent = await world.ingress.send('E2eGreeter/greet', 'Ada', options);

    expect((await world.admin[way](sent.id!)).status).toBe(200);

    await eventually(async () => (await world.ingress.output(sent.id!)).status === 404);
    const again = await world.ingress.call('E2eGreeter/greet', 'Grace', {
      idempotencyKey: options.idempotencyKey,
    });
    expect(again).toMatchObject({ id: sent.id, json: 'Hello Grace' });
  });

  it('while it queues takes it out of the queue', async () => {
    const key = unique('inbox');
    const first = world.ingress.call(`E2eQueue/${key}/enter`, `${key}/first`);
    await eventually(() => witness.of(key).length > 0);
    const second = await world.ingress.send(`E2eQueue/${key}/enter`, `${key}/second`);
    const third = world.ingress.call(`E2eQueue/${key}/enter`, `${key}/third`);

    expect((await world.admin.cancel(second.id!)).status).toBe(200);
    gates.open(`${key}/third`);
    gates.open(`${key}/first`);
    await Promise.all([first, third]);

    expect(witness.of(key).filter((event) => event.startsWith('begin'))).toEqual([
      `begin ${key}/first`,
      `begin ${key}/third`,
    ]);
  });

  it('is refused for what does not exist', async () => {
    const unknown = await world.admin.cancel('inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy');

    expect(unknown).toMatchObject({ status: 404, json: { message: expect.any(String), restate_code: null } });
    expect((await world.admin.kill('inv_nonsense')).status).toBe(400);
  });
});
