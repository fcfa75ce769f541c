/** `node serve.js <port> <history file>`: the services of the crash test in a process that can be killed. */
import { createServer } from 'node:http2';

import { createEndpointHandler } from '@restatedev/restate-sdk';

import { History } from './history.js';
import { createCrashServices } from './services.js';

const [port, file] = process.argv.slice(2);
if (port === undefined || file === undefined) throw new Error('usage: node serve.js <port> <history file>');

const services = createCrashServices(new History(file));
createServer(createEndpointHandler({ services })).listen(Number(port), '127.0.0.1', () => {
  console.log('serving');
});
