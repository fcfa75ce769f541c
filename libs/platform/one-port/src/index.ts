export { OnePortServer, type RequestHandler, type Scheduler } from './one-port-server.js';
