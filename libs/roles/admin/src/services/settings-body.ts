import { isPerdureError, parseDurationMs } from '@perdure/model';
import type { ServiceSettings } from '@perdure/registry';
import { z } from 'zod';

/** A duration in the friendly or the ISO 8601 form, as milliseconds. */
const duration = z
  .string('expected a duration such as "10s", "1h 30m" or "PT1H"')
  .transform((text, context) => {
    try {
      return parseDurationMs(text);
    } catch (error) {
      if (!isPerdureError(error, 'DURATION_MALFORMED')) throw error;
      context.addIssue(error.message);
      return z.NEVER;
    }
  });

/** Body of `PATCH /services/{service}` (admin-api 4.3). Null and unknown fields change nothing. */
export const settingsBody = z.object({
  public: z.boolean('expected true or false').nullish(),
  idempotency_retention: duration.nullish(),
  workflow_completion_retention: duration.nullish(),
  journal_retention: duration.nullish(),
  inactivity_timeout: duration.nullish(),
  abort_timeout: duration.nullish(),
});

export function serviceSettingsOf(body: z.infer<typeof settingsBody>): ServiceSettings {
  return {
    ...given('isPublic', body.public),
    ...given('idempotencyRetentionMs', body.idempotency_retention),
    ...given('workflowCompletionRetentionMs', body.workflow_completion_retention),
    ...given('journalRetentionMs', body.journal_retention),
    ...given('inactivityTimeoutMs', body.inactivity_timeout),
    ...given('abortTimeoutMs', body.abort_timeout),
  };
}

function given<K extends string, V>(name: K, value: V | null | undefined): { readonly [name in K]?: V } {
  return value === null || value === undefined ? {} : ({ [name]: value } as { readonly [name in K]: V });
}
