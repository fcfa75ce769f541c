export type { IngressDeps, IngressSettings } from './dependencies.js';
export { createIngressApp } from './ingress-app.js';
