import { counter } from './counter.js';
import { signup } from './signup.js';
import { steps } from './steps.js';

/**
 * The services of `sdks.e2e.spec.ts` in TypeScript. `apps/e2e/sdks` has them once more for each other SDK: the same
 * handlers with the same JSON, under names that end in the language.
 */
export const sdkServices = [counter, signup, steps];
