/** `main.js <port>`: the services of the bench in a process of their own; see `ServiceProcess`. */
import { once } from 'node:events';
import { constants, createServer } from 'node:http2';

import { createEndpointHandler } from '@restatedev/restate-sdk';

import { findFreePort } from '../process/free-port.js';
import { answerParent } from '../process/worker-process.js';
import { Arrivals } from './arrivals.js';
import { type ServiceReport, type ServiceRequest } from './service-process.js';
import { createServices } from './services.js';

const arrivals = new Arrivals();
const attempts = { begun: 0, open: 0 };

const server = createServer(
  createEndpointHandler({ services: createServices(arrivals), logger: () => undefined }),
);
server.on('stream', (stream, headers) => {
  if (headers[constants.HTTP2_HEADER_PATH]?.includes('/invoke/') !== true) return;
  attempts.begun += 1;
  attempts.open += 1;
  stream.once('close', () => (attempts.open -= 1));
});

const port = await findFreePort();
server.listen(port, '127.0.0.1');
await once(server, 'listening');

answerParent(({ ask }: ServiceRequest): ServiceReport => {
  if (ask === 'reset') {
    arrivals.reset();
    attempts.begun = 0;
  }
  return { port, attempts: { ...attempts }, arrivals: arrivals.report() };
});
