import { type LoggerService } from '@nestjs/common';
import { type FastifyReply } from 'fastify';

import { MetricsController } from './metrics.controller.js';
import { type NodePortOptions } from './node-port-options.js';
import { type NodePort, startNodePort } from './start-node-port.js';

const silent: LoggerService = { log: () => undefined, error: () => undefined, warn: () => undefined };
const address = { host: '127.0.0.1', port: 0 };
const node: NodePortOptions = {
  nodeName: 'node-1',
  clusterName: 'cluster-1',
  roles: ['worker'],
  version: '1.2.3',
  checks: {},
};

describe('the node port', () => {
  let nodePort: NodePort;

  async function started(changes: Partial<NodePortOptions>): Promise<void> {
    nodePort = await startNodePort({ ...node, ...changes, address, logger: silent });
  }

  const get = (path: string) => fetch(nodePort.url + path);

  afterEach(() => nodePort.close());

  it('is ready when every check passes', async () => {
    await started({ checks: { store: () => Promise.resolve(), partitions: () => Promise.resolve() } });

    const response = await get('/health/ready');

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: 'ok',
      details: { store: { status: 'up' }, partitions: { status: 'up' } },
    });
  });

  it('names the parts that are not ready, and stays live', async () => {
    await started({
      checks: {
        store: () => Promise.resolve(),
        'command-log': () => Promise.reject(new Error('no broker answers')),
        // Gives up only when the node port does.
        partitions: ({ signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up')))),
      },
    });

    const response = await get('/health/ready');

    expect(response.status).toBe(503);
    const { error } = (await response.json()) as { error: object };
    expect(Object.keys(error)).toEqual(['command-log', 'partitions']);
    expect(error).toMatchObject({ 'command-log': { status: 'down', message: 'no broker answers' } });
    expect((await get('/health/live')).status).toBe(200);
  });

  it('says who the node is', async () => {
    await started({});

    expect(await (await get('/health')).json()).toMatchObject({
      status: 'Alive',
      node_name: 'node-1',
      cluster_name: 'cluster-1',
      roles: ['worker'],
      version: '1.2.3',
    });
  });

  it('serves metrics as they are exposed', async () => {
    const contentType = 'text/plain; version=0.0.4; charset=utf-8';
    await started({ metrics: { contentType, expose: () => Promise.resolve('perdure_up 1\n') } });

    const response = await get('/metrics');

    expect(response.headers.get('content-type')).toBe(contentType);
    expect(await response.text()).toBe('perdure_up 1\n');
  });

  it('has no metrics when they are turned off', async () => {
    await started({ metrics: undefined });

    expect((await get('/metrics')).status).toBe(404);
  });
});

it('exposes metrics once for scrapes that overlap, and anew for the next', async () => {
  let expositions = 0;
  const expose = async () => `perdure_scrapes ${++expositions}\n`;
  const controller = new MetricsController({ ...node, metrics: { contentType: 'text/plain', expose } });
  const reply = { header: () => reply } as unknown as FastifyReply;
  const scrape = () => controller.metrics(reply);

  expect(await Promise.all([scrape(), scrape()])).toEqual(['perdure_scrapes 1\n', 'perdure_scrapes 1\n']);
  expect(await scrape()).toBe('perdure_scrapes 2\n');
});
