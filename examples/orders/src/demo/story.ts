import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

import { connect } from '@restatedev/restate-sdk-clients';

import { orders } from '../orders.js';
import { payments } from '../payments.js';
import type { Order } from '../shop.js';
import { Child } from './child.js';
import { narrator } from './narrator.js';
import type { DemoServer } from './server.js';
import { findFreePort, waitUntil } from './wait.js';

const serviceScript = fileURLToPath(new URL('../main.js', import.meta.url));
const orderId = 'order-1001';
const order: Order = { customer: 'ada', item: 'espresso cup', quantity: 2, priceCents: 1250 };
const steps = ['reserve', 'charge', 'ship', 'notify'] as const;

/** The order service as a process; what its steps print is shown as it comes. */
export async function startService(): Promise<{ service: Child; uri: string }> {
  const port = await findFreePort();
  const env = { ...process.env, PORT: String(port), RESTATE_LOGGING: 'ERROR' };
  const service = new Child(serviceScript, env, (line) => {
    // The SDK has a word to say about the connection that breaks, too.
    if (line.startsWith('order')) narrator.quote('service', line);
  });
  await waitUntil('the service should listen', () => service.lines.some((line) => line.includes('served')));
  return { service, uri: `http://127.0.0.1:${port}` };
}

/** Throws at the first thing that is not as it should be. */
export async function tellStory(server: DemoServer, service: Child, uri: string): Promise<void> {
  await register(server, uri);
  const client = connect({ url: server.ingressUrl, retry: { maxAttempts: false, initialInterval: 200 } });
  const workflow = client.workflowClient(orders, orderId);

  narrator.chapter(`Ada orders ${order.quantity} ${order.item}s`);
  narrator.say(`POST ${server.ingressUrl}/restate/send/OrderWorkflow/${orderId}/run`);
  const submission = await workflow.workflowSubmit(order);
  narrator.say(`accepted as ${submission.invocationId}`);
  // Asks again until it is answered, as any caller should.
  const confirmation = workflow.workflowAttach();
  confirmation.catch(() => undefined);
  await waitUntil('the order should be paid', async () => (await workflow.status()).startsWith('paid'));
  narrator.say(`status: ${await workflow.status()}`);

  narrator.chapter('Now the worst: kill -9, in the middle of the order');
  narrator.say(`kill -9 ${server.pid}`);
  await server.kill('SIGKILL');
  await assert.rejects(fetch(`${server.ingressUrl}/restate/health`), 'The server should be gone.');
  narrator.say('the server is gone; so is every connection to it and everything it had in memory');

  narrator.chapter('The server starts again, on the same data');
  await server.start();
  narrator.say(
    `process ${server.pid} found the order in its store and goes on; whoever waits for it, asks again`,
  );
  const answer = await confirmation;
  narrator.say(`the order is complete: ${JSON.stringify(answer)}`);
  assert.deepEqual(answer, { payment: `payment-${orderId}`, parcel: `parcel-${orderId}` });

  narrator.chapter('Did any step run twice?');
  for (const step of steps) {
    const times = service.lines.filter((line) => line.startsWith(`${orderId} ${step}:`)).length;
    narrator.say(`${step.padEnd(8)} ran ${times === 1 ? 'once' : `${times} times`}`);
    assert.equal(times, 1, `The step ${step} should run once.`);
  }

  narrator.chapter('And if Ada clicks twice?');
  const again = await workflow.workflowSubmit(order);
  const spentCents = await client.objectClient(payments, order.customer).spentCents();
  narrator.say(`${again.status}: the same order ${again.invocationId}`);
  narrator.say(`ada has paid ${(spentCents / 100).toFixed(2)} €`);
  assert.equal(again.status, 'PreviouslyAccepted');
  assert.equal(again.invocationId, submission.invocationId);
  assert.equal(spentCents, order.quantity * order.priceCents);
}

async function register(server: DemoServer, uri: string): Promise<void> {
  narrator.say(`POST ${server.adminUrl}/deployments {"uri":"${uri}"}`);
  const response = await fetch(`${server.adminUrl}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri }),
  });
  const text = await response.text();
  assert.equal(response.status, 201, `Registering was answered with ${response.status}: ${text}`);
  const { services } = JSON.parse(text) as { services: readonly { name: string }[] };
  narrator.say(
    `registered ${services
      .map(({ name }) => name)
      .sort()
      .join(' and ')}`,
  );
}
