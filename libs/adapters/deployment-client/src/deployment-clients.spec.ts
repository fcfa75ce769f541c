import type { AttemptListener, AttemptRequest, AttemptStream, DeploymentClient } from '@perdure/ports';
import { DeploymentClients } from './deployment-clients.js';

class Noting implements DeploymentClient {
  readonly asked: string[] = [];

  async discover(): Promise<never> {
    this.asked.push('discover');
    throw new Error('nobody is there');
  }
  openAttempt({ path }: AttemptRequest): AttemptStream {
    this.asked.push(path);
    const ignore = (): void => undefined;
    return { write: () => true, end: ignore, pause: ignore, resume: ignore, cancel: ignore };
  }
  async close(): Promise<void> {
    this.asked.push('close');
  }
}

it('asks the client of the kind of the deployment, and closes both', async () => {
  const http = new Noting();
  const lambda = new Noting();
  const clients = new DeploymentClients(http, lambda);
  const common = { headers: {}, timeoutMs: 1, bodyBytesMax: 1 };
  const listener = {} as AttemptListener;
  const additionalHeaders = {};

  await expect(clients.discover({ ...common, uri: 'http://h/', useHttp11: false })).rejects.toThrow();
  await expect(clients.discover({ ...common, kind: 'lambda', arn: 'a' })).rejects.toThrow();
  const overHttp = { uri: 'http://h/', httpVersion: 'HTTP/2.0', additionalHeaders } as const;
  clients.openAttempt({ endpoint: overHttp, path: '/over-http', headers: {} }, listener);
  const onLambda = { kind: 'lambda', arn: 'a', additionalHeaders } as const;
  clients.openAttempt({ endpoint: onLambda, path: '/on-lambda', headers: {} }, listener);
  await clients.close();

  expect(http.asked).toEqual(['discover', '/over-http', 'close']);
  expect(lambda.asked).toEqual(['discover', '/on-lambda', 'close']);
});
