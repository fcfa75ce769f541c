export type { AttemptSink } from './attempt-sink.js';
export type { AttemptStart } from './attempt-context.js';
export { Invoker, type InvokerDependencies } from './invoker.js';
export type { Logger } from './logger.js';
export type { AttemptOutcome, InvokerObserver } from './observer.js';
export type { AttemptSpan, InvokerTracer } from './tracer.js';
export { defaultInvokerSettings, type InvokerSettings } from './settings.js';
