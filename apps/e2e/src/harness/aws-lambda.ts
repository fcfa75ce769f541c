import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createEndpointHandler } from '@restatedev/restate-sdk/lambda';

import type { ServiceList } from './services.js';

/**
 * The Invoke API of AWS Lambda with one function, which serves the given services. Servers find it by the environment
 * variables that AWS's own clients read.
 */
export class AwsLambda {
  readonly arn = 'arn:aws:lambda:eu-central-1:123456789012:function:services:1';
  /** What the function was called for, in order: `/discover`, `/invoke/…`. */
  readonly calls: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(services: ServiceList): Promise<AwsLambda> {
    const run = createEndpointHandler({ services, logger: () => undefined });
    const server = createServer((request, response) => {
      void request.toArray().then(async (chunks) => {
        const event = JSON.parse(Buffer.concat(chunks).toString()) as { path: string };
        const isOurs = decodeURIComponent(request.url ?? '').includes(lambda.arn);
        lambda.calls.push(event.path);
        if (!isOurs) response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' });
        response.end(isOurs ? JSON.stringify(await run(event, { awsRequestId: 'e2e' })) : '{}');
      });
    });
    const lambda = new AwsLambda(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return lambda;
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
