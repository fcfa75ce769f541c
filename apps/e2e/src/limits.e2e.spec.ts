import {
  describeOwnServer,
  eventually,
  type Ingress,
  invocationIdIn,
  unique,
  useWorld,
} from './harness/index.js';
import { eagerCounter } from './services/counter.js';
import { gates } from './services/gates.js';
import { limited, scopedCaller } from './services/limited.js';
import { waiter } from './services/suspending.js';
import { awakeableOf, witness } from './services/witness.js';

describeOwnServer('scopes and their limits', () => {
  const world = useWorld({
    services: [eagerCounter, limited, scopedCaller, waiter],
    env: { PERDURE_EXPERIMENTAL_ENABLE_PROTOCOL_V7: 'true' },
  });

  const post = (
    path: string,
    input: unknown,
    headers: Record<string, string> = {},
  ): ReturnType<Ingress['request']> =>
    world.ingress.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(input),
    });
  const sendIn = async (scope: string, target: string, input: unknown, limitKey = ''): Promise<string> => {
    const path = `/restate/scope/${scope}/send/${target}`;
    const answer = await post(path, input, { 'x-restate-limit-key': limitKey });
    expect(answer.status).toBe(202);
    return invocationIdIn(answer);
  };
  const limit = async (pattern: string, concurrency: number | undefined) => {
    const answer = await world.admin.request('/limits/rules', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ pattern, limits: { concurrency } }]),
    });
    expect(answer.status).toBe(200);
  };
  const reasonOf = async (id: string | undefined): Promise<unknown> => {
    const { json } = await world.admin.request(`/invocations/${id ?? ''}`);
    return (json as { waiting?: { reason: string } }).waiting?.reason;
  };
  /** Resolves when the server says of each that a limit holds it back. */
  const held = async (...ids: Array<string | undefined>): Promise<void> => {
    for (const id of ids) await eventually(async () => (await reasonOf(id)) === 'limit', { what: 'a limit' });
  };
  /** As many, by the names 0, 1, 2, …, each sent after the other was accepted, and the first is running. */
  const holdIn = async (scope: string, label: string, count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let name = 0; name < count; name++) {
      ids.push(await sendIn(scope, 'E2eLimited/hold', { label, name: String(name) }));
      if (name === 0) await eventually(() => witness.of(label).includes('begin 0'));
    }
    return ids;
  };

  it('lets one run after the other, in the order of their arrival', async () => {
    const [scope, label] = [unique('fc'), unique('serial')];
    await limit(scope, 1);
    const ids = await holdIn(scope, label, 3);

    for (const [name] of ids.entries()) {
      await eventually(() => witness.of(label).includes(`begin ${name}`));
      await held(...ids.slice(name + 1));
      gates.open(`${label}/${name}`);
    }

    for (const id of ids) expect((await world.ingress.attach(id)).status).toBe(200);
    expect(witness.of(label)).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  it('frees the slot of one that is suspended, and lets it go on before those that have not started', async () => {
    const [scope, label] = [unique('fc'), unique('suspended')];
    await limit(scope, 1);
    const waiting = await sendIn(scope, 'E2eWaiter/completion', label);
    await eventually(() => awakeableOf(label));

    await holdIn(scope, label, 2);
    await world.ingress.resolveAwakeable(awakeableOf(label)!, 'news');
    await held(waiting);
    expect((await world.ingress.output(waiting)).status).toBe(470);

    gates.open(`${label}/0`);
    await eventually(() => witness.of(label).includes('begin 1'));
    const events = witness.of(label);
    expect(events.lastIndexOf('attempt')).toBeLessThan(events.indexOf('begin 1'));
    gates.open(`${label}/1`);
    expect((await world.ingress.attach(waiting)).status).toBe(200);
  });

  it('removes one that waits when it is cancelled, as if it had never been', async () => {
    const [scope, label] = [unique('fc'), unique('cancelled')];
    await limit(scope, 1);
    const [, second, third] = await holdIn(scope, label, 3);
    await held(second, third);

    expect((await world.admin.cancel(second!)).status).toBe(200);
    expect((await world.ingress.output(second!)).status).toBe(404);
    gates.open(`${label}/0`);
    gates.open(`${label}/2`);
    expect((await world.ingress.attach(third!)).status).toBe(200);
    expect(witness.of(label)).not.toContain('begin 1');
  });

  it('follows its rules when they change', async () => {
    const [scope, label] = [unique('fc'), unique('raised')];
    await limit(scope, 1);
    const [, second, third] = await holdIn(scope, label, 3);
    await held(second, third);

    await limit(scope, 2);
    await eventually(() => witness.of(label).includes('begin 1'));
    await held(third);
    expect(witness.of(label)).toEqual(['begin 0', 'begin 1']);

    await limit(scope, undefined);
    await eventually(() => witness.of(label).includes('begin 2'));
    for (const name of ['0', '1', '2']) gates.open(`${label}/${name}`);
  });

  it('holds after the server was killed', async () => {
    const [scope, label] = [unique('fc'), unique('killed')];
    await limit(scope, 1);
    const ids = await holdIn(scope, label, 3);

    await world.server.kill9();
    await world.server.restart();
    await eventually(() => witness.count(label, 'begin 0') === 2);
    await held(ids[1], ids[2]);
    expect(witness.of(label)).toEqual(['begin 0', 'begin 0']);

    for (const name of ['0', '1', '2']) gates.open(`${label}/${name}`);
    for (const id of ids) expect((await world.ingress.attach(id)).status).toBe(200);
  });

  it('limits keys on their own, also of calls that handlers make', async () => {
    const [scope, label] = [unique('fc'), unique('keys')];
    await limit(`${scope}/*`, 1);
    const call = (name: string, limitKey: string) =>
      world.ingress.call('E2eScopedCaller/hold', { scope, limitKey, label, name });
    const first = call('a1', 'ann');
    await eventually(() => witness.of(label).includes('begin a1'));
    const second = call('a2', 'ann/x');
    const other = call('b1', 'ben');
    await eventually(() => witness.of(label).includes('begin b1'));
    await eventually(async () => {
      const { json } = await world.admin.request(
        `/invocations?service=E2eLimited&scope=${scope}&status=pending`,
      );
      const { invocations } = json as { invocations: ReadonlyArray<{ id: string }> };
      return invocations.length === 1 && (await reasonOf(invocations[0]?.id)) === 'limit';
    });
    expect(witness.of(label)).not.toContain('begin a2');

    for (const name of ['a1', 'a2', 'b1']) gates.open(`${label}/${name}`);
    expect((await first).json).toEqual({ scope, limitKey: 'ann' });
    expect((await second).json).toEqual({ scope, limitKey: 'ann/x' });
    expect((await other).json).toEqual({ scope, limitKey: 'ben' });
  });

  it('keeps the objects of each scope apart', async () => {
    const [key, scope] = [unique('object'), unique('tenant')];
    const add = (prefix: string) => post(`/restate${prefix}/call/E2eCounter/${key}/add`, 1);
    expect((await add('')).json).toBe(1);
    expect((await add(`/scope/${scope}`)).json).toBe(1);
    expect((await add(`/scope/${scope}`)).json).toBe(2);
    expect((await add('/scope/another')).json).toBe(1);
    expect((await add('')).json).toBe(2);
  });
});
