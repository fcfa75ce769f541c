export type { IngressDeps, IngressSettings } from './dependencies.js';
export type { IngressObserver, RequestEnding } from './ingress-observer.js';
export type { IngressTracer, RequestSpan, TracedRequest } from './ingress-tracer.js';
export { createIngressApp } from './ingress-app.js';
