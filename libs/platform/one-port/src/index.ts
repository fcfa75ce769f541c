export type { TlsIdentity } from './accept-tls.js';
export { OnePortServer, type RequestHandler, type Scheduler } from './one-port-server.js';
