import { PerdureError, type ErrorCode } from '@perdure/model';

/** The codes of admin-api 1 that registration raises. */
export type RestateCode = 'META0003' | 'META0006' | 'META0015';

/** An error that says how the admin API answers it: `details` hold its HTTP status and, if there is one, its code. */
export function adminError(
  code: ErrorCode,
  adminStatus: number,
  message: string,
  options: { readonly restateCode?: RestateCode; readonly cause?: unknown } = {},
): PerdureError {
  const { restateCode, cause } = options;
  return new PerdureError(code, message, {
    details: restateCode === undefined ? { adminStatus } : { adminStatus, restateCode },
    ...(cause === undefined ? {} : { cause }),
  });
}
