export { type Answer, readAnswer } from './answer.js';
export { Admin } from './admin.js';
export { eventually } from './eventually.js';
export { findFreePort } from './free-port.js';
export { Ingress, invocationIdIn } from './ingress.js';
export { describeOwnServer, type Server, startServer } from './server.js';
export { type Services, startServices } from './services.js';
export { unique } from './unique.js';
export { useWorld, type World } from './world.js';
