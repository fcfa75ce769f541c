import { createHash } from 'node:crypto';

import { eventually, invocationIdIn, unique, useWorld } from './harness/index.js';
import { experiment, gatedReader } from './services/experiment.js';
import { gates } from './services/gates.js';

const world = useWorld({ services: [experiment, gatedReader] });

describe('an invocation that is restarted as new', () => {
  interface Drawn {
    readonly first: number;
    readonly seeded: string;
    readonly second: number;
  }

  async function restart(id: string, query = ''): Promise<Drawn> {
    const answer = await world.admin.request(`/invocations/${id}/restart-as-new${query}`, {
      method: 'PATCH',
    });
    expect(answer.status).toBe(200);
    const { new_invocation_id: newId } = answer.json as { new_invocation_id: string };
    return (await world.ingress.attach(newId)).json as Drawn;
  }

  it('does everything anew, or goes on from where it is told to, seeing what it saw then', async () => {
    const answer = await world.ingress.call('E2eExperiment/draw');
    const drawn = answer.json as Drawn;
    const id = answer.id ?? '';

    const anew = await restart(id);
    expect(anew.first).not.toBe(drawn.first);
    expect(anew.seeded).not.toBe(drawn.seeded);

    // Input, the first step and its result.
    const further = await restart(id, '?from=2');
    expect(further).toMatchObject({ first: drawn.first, seeded: drawn.seeded });
    expect(further.second).not.toBe(drawn.second);

    // Everything but the output.
    expect(await restart(id, '?from=4&deployment=keep')).toEqual(drawn);
  });
});

describe('the state of an object, changed from outside', () => {
  const read = async (key: string): Promise<unknown> => {
    gates.open(`free ${key}`);
    return (await world.ingress.call(`E2eGatedReader/${key}/read`, `free ${key}`)).json;
  };
  const modify = (key: string, value: unknown, version?: string) =>
    world.admin.request('/services/E2eGatedReader/state', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ object_key: key, new_state: { value: JSON.stringify(value) }, version }),
    });

  it('changes between two handlers, never under one', async () => {
    const key = unique('state');
    const [first, second] = [unique('first'), unique('second')];
    await world.ingress.call(`E2eGatedReader/${key}/write`, 'old');
    const running = await world.ingress.send(`E2eGatedReader/${key}/read`, first);
    const before = await world.ingress.send(`E2eGatedReader/${key}/read`, second);
    expect((await modify(key, 'new')).status).toBe(202);
    const after = await world.ingress.send(`E2eGatedReader/${key}/read`, second);

    gates.open(first);
    gates.open(second);
    const seen = [running, before, after].map(async (sent) => {
      return (await world.ingress.attach(invocationIdIn(sent))).json;
    });
    expect(await Promise.all(seen)).toEqual(['old', 'old', 'new']);
  });

  it('changes only if it is what it is thought to be', async () => {
    const key = unique('state');
    await modify(key, 1);
    await eventually(async () => (await read(key)) === 1);

    await modify(key, 2, 'somebody else changed it');
    await modify(key, 3, versionOf('1'));
    await eventually(async () => (await read(key)) === 3);
    await modify(key, 4, versionOf('1'));
    await modify(key, 5, versionOf('3'));
    await eventually(async () => (await read(key)) === 5);
  });
});

/** As the command line tool computes it: per entry its index (64 bits), 01, name, 02, value, 03. */
function versionOf(value: string): string {
  const entry = ['\0'.repeat(8), '\x01', 'value', '\x02', value, '\x03'].join('');
  return createHash('sha256').update(entry).digest('base64url');
}
