import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { AwsLambda } from './harness/aws-lambda.js';
import { Admin, describeOwnServer, Ingress, type Server, startServer, unique } from './harness/index.js';
import { sleeper } from './services/suspending.js';
import { witness } from './services/witness.js';

describeOwnServer('services on AWS Lambda', () => {
  jest.setTimeout(30_000);
  let lambda: AwsLambda;
  let server: Server;

  beforeAll(async () => {
    lambda = await AwsLambda.start([sleeper]);
    server = await startServer({ env: lambda.environment });
  });
  afterAll(async () => {
    await server.stop();
    lambda.stop();
  });

  it('are registered by the ARN of their function, and run one call an attempt', async () => {
    const admin = new Admin(server.adminUrl);
    const registered = await admin.request('/deployments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ arn: lambda.arn }),
    });
    expect(registered).toMatchObject({ status: 201, json: { services: [{ name: 'E2eSleeper' }] } });

    const label = unique('lambda');
    const answer = await new Ingress(server.ingressUrl).call('E2eSleeper/sleep', { label, ms: 200 });

    expect(answer.status).toBe(200);
    const { before, after } = answer.json as { before: number; after: number };
    expect(after).toBe(before);
    expect(witness.count(label, 'before')).toBe(1);
    expect(witness.count(label, 'after')).toBe(1);
    expect(lambda.calls[0]).toBe('/discover');
    // One for the step before the sleep, one for the sleep, one for the step after it, one for the result.
    expect(lambda.calls.slice(1)).toEqual(Array(4).fill('/invoke/E2eSleeper/sleep'));
    expect((await admin.request('/deployments')).json).toMatchObject({
      deployments: [{ arn: lambda.arn, compression: 'zstd' }],
    });
  });
});
