import { z } from 'zod';

const serviceName = z
  .string()
  .regex(
    /^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9._-]*$/,
    'a service name starts with a letter (or _ and a letter or digit) and goes on with letters, digits, ".", "_" and "-"',
  );

const handlerName = z
  .string()
  .regex(
    /^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9_]*$/,
    'a handler name starts with a letter (or _ and a letter or digit) and goes on with letters, digits and "_"',
  );

const milliseconds = z.int().nonnegative();

/** Fields services and handlers have alike. Null means absent, as it does to the serializers of many SDKs. */
const handling = {
  documentation: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  ingressPrivate: z.boolean().nullish(),
  journalRetention: milliseconds.nullish(),
  idempotencyRetention: milliseconds.nullish(),
  inactivityTimeout: milliseconds.nullish(),
  abortTimeout: milliseconds.nullish(),
  enableLazyState: z.boolean().nullish(),
  retryPolicyInitialInterval: milliseconds.nullish(),
  retryPolicyMaxInterval: milliseconds.nullish(),
  retryPolicyMaxAttempts: z.int().nonnegative().nullish(),
  retryPolicyExponentiationFactor: z.number().nonnegative().nullish(),
  retryPolicyOnMaxAttempts: z.enum(['PAUSE', 'KILL']).nullish(),
};

const input = z.object({
  required: z.boolean().nullish(),
  contentType: z.string().nullish(),
  jsonSchema: z.unknown().optional(),
});

const output = z.object({
  contentType: z.string().nullish(),
  setContentTypeIfEmpty: z.boolean().nullish(),
  jsonSchema: z.unknown().optional(),
});

const handler = z.object({
  ...handling,
  name: handlerName,
  ty: z.enum(['WORKFLOW', 'EXCLUSIVE', 'SHARED']).nullish(),
  input: input.nullish(),
  output: output.nullish(),
  workflowCompletionRetention: milliseconds.nullish(),
});

const service = z.object({
  ...handling,
  name: serviceName,
  ty: z.enum(['SERVICE', 'VIRTUAL_OBJECT', 'WORKFLOW']),
  handlers: z.array(handler),
});

/**
 * The JSON of all manifest versions (service-protocol 2.2). Unknown fields are dropped rather than refused, so that a
 * newer SDK can be registered. What concerns more than one field is checked afterwards.
 */
export const manifestSchema = z.object({
  protocolMode: z.enum(['BIDI_STREAM', 'REQUEST_RESPONSE']).nullish(),
  minProtocolVersion: z.int().positive(),
  maxProtocolVersion: z.int().positive(),
  // An algorithm that we do not know is one we do not use.
  lambdaCompression: z.string().nullish(),
  services: z.array(service),
});

export type ManifestJson = z.infer<typeof manifestSchema>;
export type ServiceJson = z.infer<typeof service>;
export type HandlerJson = z.infer<typeof handler>;
export type HandlingJson = Pick<ServiceJson, keyof typeof handling>;
export type InputJson = z.infer<typeof input>;
export type OutputJson = z.infer<typeof output>;
