import { describeOwnServer, eventually, startServices, unique, useWorld } from './harness/index.js';
import { eagerCounter } from './services/counter.js';
import { gates } from './services/gates.js';
import { greeter } from './services/greeter.js';
import { queue } from './services/queue.js';
import { signup } from './services/signup.js';
import { steps } from './services/steps.js';
import { sleeper } from './services/suspending.js';
import { witness } from './services/witness.js';

describeOwnServer('what the server accepted', () => {
  const world = useWorld({ services: [eagerCounter, greeter, queue, signup, sleeper, steps] });

  const ways = [
    ['kill -9', () => world.server.kill9()],
    ['an orderly stop', async () => undefined],
  ] as const;

  describe.each(ways)('survives %s:', (_way, end) => {
    async function comeBack(): Promise<void> {
      await end();
      await world.server.restart();
    }

    it('state, answers, workflows and registrations', async () => {
      const key = unique('kept');
      const add = () => world.ingress.call(`E2eCounter/${key}/add`, 7, { idempotencyKey: key });
      const first = await add();
      const workflow = await world.ingress.send(`E2eSignup/${key}/run`, 'ada@example.org');
      const status = () => world.ingress.call(`E2eSignup/${key}/status`);
      await eventually(async () => (await status()).json === 'unconfirmed');

      await comeBack();

      expect(await add()).toMatchObject({ status: 200, id: first.id, text: first.text });
      expect((await world.ingress.output(first.id!)).text).toBe(first.text);
      expect((await world.ingress.call(`E2eCounter/${key}/value`, 'sum')).json).toBe(7);
      expect((await world.ingress.send(`E2eSignup/${key}/run`, 'x')).json).toMatchObject({
        invocationId: workflow.id,
        status: 'PreviouslyAccepted',
      });
      await world.ingress.call(`E2eSignup/${key}/confirm`, 'code');
      expect((await world.ingress.attach(workflow.id!)).json).toMatchObject({ code: 'code' });
      expect(witness.count(key, 'mail')).toBe(1);
    });

    it('an invocation in the middle of its steps', async () => {
      const label = unique('held');
      const call = () => world.ingress.call('E2eSteps/held', label, { idempotencyKey: label });
      const cut = call().catch(() => undefined);
      await eventually(() => witness.of(label).includes('waiting'));

      await comeBack();
      await cut;
      await eventually(() => witness.count(label, 'waiting') >= 2);
      gates.open(label);

      expect((await call()).status).toBe(200);
      expect(witness.count(label, 'before')).toBe(1);
    });

    it('what sleeps, what is scheduled, and what fell due meanwhile', async () => {
      const label = unique('timers');
      const sleeping = await world.ingress.send('E2eSleeper/sleep', { label, ms: 1500 });
      await eventually(() => witness.of(label).includes('waiting'));
      const soon = await world.ingress.send('E2eSteps/sequence', `${label}/soon`, { delay: '10ms' });
      const later = await world.ingress.send('E2eSteps/sequence', `${label}/later`, { delay: '2s' });
      const { executionTime } = later.json as { executionTime: string };

      await comeBack();

      const results = await Promise.all([sleeping, soon, later].map(({ id }) => world.ingress.attach(id!)));
      expect(results.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(executionTime));
      expect(witness.count(label, 'before')).toBe(1);
    });

    it('the inbox of an object, in its order', async () => {
      const key = unique('inbox');
      const labels = Array.from({ length: 4 }, (_, index) => `${key}/${index}`);
      const ids: string[] = [];
      for (const label of labels) ids.push((await world.ingress.send(`E2eQueue/${key}/enter`, label)).id!);
      await eventually(() => witness.of(key).length === 1);

      await comeBack();
      await eventually(() => witness.of(key).length >= 2);
      for (const label of labels) gates.open(label);
      await Promise.all(ids.map((id) => world.ingress.attach(id)));

      // Who was inside begins again: once, or once more for each node that the partition moves to.
      const begun = witness.of(key).filter((event) => event.startsWith('begin'));
      const inOrder = begun.filter((event, index) => event !== begun[index - 1]);
      expect(inOrder).toEqual(labels.map((label) => `begin ${label}`));
    });
  });

  it('survives the death of the service in the middle of its steps', async () => {
    const label = unique('service');
    const call = world.ingress.call('E2eSteps/held', label);
    await eventually(() => witness.of(label).includes('waiting'));

    await world.services.stop();
    const back = await startServices([eagerCounter, greeter, queue, signup, sleeper, steps], {
      port: world.services.port,
    });
    await eventually(() => witness.count(label, 'waiting') === 2);
    gates.open(label);

    expect((await call).status).toBe(200);
    expect(witness.count(label, 'before')).toBe(1);
    await back.stop();
  });
});
