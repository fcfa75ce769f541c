/**
 * Property tests try the same cases on every run: a run that is red was made red by the change at hand. To look for
 * cases nobody thought of, pass a seed of your own: `FAST_CHECK_SEED=42 npm test -- engine`. A case found stays as an
 * example in the spec.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20261124) });
