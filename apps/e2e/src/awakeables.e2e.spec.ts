import { type Answer, eventually, unique, useWorld } from './harness/index.js';
import { approval } from './services/approval.js';
import { awakeableOf } from './services/witness.js';

describe('an awakeable', () => {
  const world = useWorld({ services: [approval] });

  /** A handler that waits, and the awakeable it waits for. */
  async function ask(): Promise<{ answer: Promise<Answer>; id: string }> {
    const label = unique('approval');
    const answer = world.ingress.call('E2eApproval/ask', label);
    return { answer, id: await eventually(() => awakeableOf(label)) };
  }

  it('hands the value of whoever resolves it first to the handler', async () => {
    const { answer, id } = await ask();

    const resolved = await world.ingress.resolveAwakeable(id, { by: 'Ada' });
    const again = await world.ingress.resolveAwakeable(id, { by: 'Grace' });

    expect(resolved).toMatchObject({ status: 202, text: '' });
    expect(again).toMatchObject({ status: 202, text: '' });
    expect((await answer).json).toEqual({ approved: { by: 'Ada' } });
  });

  it('hands a rejection to the handler', async () => {
    const { answer, id } = await ask();

    expect((await world.ingress.rejectAwakeable(id, 'not today')).status).toBe(202);

    expect((await answer).json).toEqual({ rejected: 'not today' });
  });

  it('can be completed by another handler', async () => {
    const [granted, denied] = [await ask(), await ask()];

    await world.ingress.call('E2eApproval/grant', { id: granted.id, value: 'yes' });
    await world.ingress.call('E2eApproval/deny', { id: denied.id, reason: 'no' });

    expect((await granted.answer).json).toEqual({ approved: 'yes' });
    expect((await denied.answer).json).toEqual({ rejected: 'no' });
  });

  it('is refused when it is none', async () => {
    const answer = await world.ingress.resolveAwakeable('foo', 1);

    expect(answer).toMatchObject({ status: 400, json: { code: 400, source: 'ingress' } });
  });
});
