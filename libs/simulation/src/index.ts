export type { Violation } from './audit.js';
export { faultChoices, type FaultChoice } from './kernel/faults.js';
export { runWorld, type PlantedBug, type Run, type WorldOptions } from './world.js';
