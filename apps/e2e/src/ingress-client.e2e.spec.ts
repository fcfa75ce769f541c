import { connect, type Ingress as Client, rpc } from '@restatedev/restate-sdk-clients';

import { eventually, unique, useWorld } from './harness/index.js';
import { approval } from './services/approval.js';
import { eagerCounter } from './services/counter.js';
import { failures } from './services/failures.js';
import { greeter } from './services/greeter.js';
import { signup } from './services/signup.js';
import { awakeableOf } from './services/witness.js';

describe('the TypeScript client of Restate', () => {
  const world = useWorld({ services: [approval, eagerCounter, failures, greeter, signup] });
  let client: Client;

  beforeAll(() => {
    client = connect({ url: world.ingress.url, retry: true });
  });

  it('calls services and objects', async () => {
    const key = unique('client');

    expect(await client.serviceClient(greeter).greet('Ada')).toBe('Hello Ada');
    expect(await client.objectClient(eagerCounter, key).add(2)).toBe(2);
    expect(await client.objectClient(eagerCounter, key).add(3)).toBe(5);
  });

  it('calls once per idempotency key', async () => {
    const counter = client.objectClient(eagerCounter, unique('client'));
    const once = rpc.opts<number, number>({ idempotencyKey: unique('once') });

    expect([await counter.add(1, once), await counter.add(1, once)]).toEqual([1, 1]);
  });

  it('sends, with and without delay, and fetches the result', async () => {
    const counter = client.objectSendClient(eagerCounter, unique('client'));
    const soon = await counter.add(1, rpc.sendOpts({ idempotencyKey: unique('soon') }));
    const later = await counter.add(10, rpc.sendOpts({ idempotencyKey: unique('later'), delay: 300 }));

    expect(soon.status).toBe('Accepted');
    expect(await client.result(soon)).toBe(1);
    expect(await client.result(later)).toBe(11);
  });

  it('submits a workflow, asks for its output, and attaches', async () => {
    const key = unique('client');
    const workflow = client.workflowClient(signup, key);

    const submission = await workflow.workflowSubmit('ada@example.org');
    const again = await workflow.workflowSubmit('ada@example.org');
    expect(submission.status).toBe('Accepted');
    expect(again).toMatchObject({ invocationId: submission.invocationId, status: 'PreviouslyAccepted' });
    expect(await workflow.workflowOutput()).toMatchObject({ ready: false });

    await workflow.confirm('code');

    const result = { email: 'ada@example.org', code: 'code' };
    expect(await workflow.workflowAttach()).toMatchObject(result);
    expect(await workflow.workflowOutput()).toMatchObject({ ready: true, result });
    expect(await client.result(submission)).toMatchObject(result);
  });

  it('completes awakeables', async () => {
    const [granted, denied] = [unique('granted'), unique('denied')];
    const approvals = [granted, denied].map((label) => client.serviceClient(approval).ask(label));

    await client.resolveAwakeable(await eventually(() => awakeableOf(granted)), { by: 'Ada' });
    await client.rejectAwakeable(await eventually(() => awakeableOf(denied)), 'no');

    expect(await Promise.all(approvals)).toEqual([{ approved: { by: 'Ada' } }, { rejected: 'no' }]);
  });

  it('does not retry what the handler decided', async () => {
    const failing = client
      .serviceClient(failures)
      .terminal(
        { message: 'out of stock', errorCode: 503 },
        rpc.opts({ idempotencyKey: unique('terminal') }),
      );

    await expect(failing).rejects.toMatchObject({
      status: 503,
      responseText: expect.stringContaining('out of stock'),
    });
  });
});
