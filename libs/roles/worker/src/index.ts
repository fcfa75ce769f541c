export { Worker, type WorkerDeps, type WorkerSettings } from './worker.js';
