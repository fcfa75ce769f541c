import type { FaultChoice } from './kernel/faults.js';
import type { Run } from './world.js';

/** What a person needs to understand a broken promise and see it again. */
export function describeFailure({ seed, violation, lastSteps }: Run, faults: FaultChoice): string {
  if (violation === undefined) return `seed ${seed} kept every promise`;
  const about = violation.invocationId === undefined ? '' : ` ${violation.invocationId}`;
  return [
    `seed ${seed}: ${violation.checker}:${about} ${violation.message}`,
    'the last steps (virtual ms; those about it, if it is about something):',
    ...lastSteps.map((step) => `  ${step}`),
    `replay: npm run sim -- --seed ${seed} --faults ${faults}`,
    '',
  ].join('\n');
}
