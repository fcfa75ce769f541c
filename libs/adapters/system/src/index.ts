export { RandomIds } from './random-ids.js';
export { SystemClock } from './system-clock.js';
