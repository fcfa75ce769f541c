import { PerdureError } from '@perdure/model';

type AdminStatus = 400 | 500;
type RestateCode = 'META0005' | 'META0012' | 'META0013';

/** A manifest that breaks a rule; the details say how the admin API answers (service-protocol 2.3). */
export function manifestError(
  adminStatus: AdminStatus,
  restateCode: RestateCode | null,
  message: string,
  cause?: unknown,
): PerdureError {
  return new PerdureError('MANIFEST_INVALID', message, {
    details: { adminStatus, restateCode },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A rule that a well-formed manifest breaks at `path`, such as `services[0].handlers[1]`. */
export function ruleBroken(path: string, problem: string): PerdureError {
  return manifestError(400, null, `invalid manifest at ${path}: ${problem}`);
}
