import { z } from 'zod';

import { named } from './api-shapes.js';
import { durationText, textMap } from './common-shapes.js';

/** What the API says about services (admin-api 4.1). */

const handlerRetryPolicy = named(
  'HandlerRetryPolicy',
  z.object({
    initial_interval: durationText.optional(),
    exponentiation_factor: z.number().optional(),
    max_attempts: z.int().nullable().meta({ description: 'Null: not overridden.' }),
    max_interval: durationText.optional(),
    on_max_attempts: z.enum(['Pause', 'Kill']).optional(),
  }),
);

const serviceRetryPolicy = named(
  'ServiceRetryPolicy',
  z.object({
    initial_interval: durationText,
    exponentiation_factor: z.number(),
    max_attempts: z.int().nullable().meta({ description: 'Null: without limit.' }),
    max_interval: durationText.optional(),
    on_max_attempts: z.enum(['Pause', 'Kill']),
  }),
);

export const handlerShape = named(
  'HandlerMetadata',
  z.object({
    name: z.string(),
    ty: z
      .enum(['Exclusive', 'Shared', 'Workflow'])
      .optional()
      .meta({ description: 'Absent for basic services.' }),
    documentation: z.string().optional(),
    metadata: textMap.optional(),
    idempotency_retention: durationText.optional(),
    journal_retention: durationText.optional(),
    inactivity_timeout: durationText.optional(),
    abort_timeout: durationText.optional(),
    enable_lazy_state: z.boolean().optional(),
    public: z.boolean().meta({ description: 'Callable from the ingress.' }),
    input_description: z.string(),
    output_description: z.string(),
    input_json_schema: z.unknown().optional(),
    output_json_schema: z.unknown().optional(),
    retry_policy: handlerRetryPolicy,
  }),
);

export const serviceShape = named(
  'ServiceMetadata',
  z.object({
    name: z.string(),
    ty: z.enum(['Service', 'VirtualObject', 'Workflow']),
    handlers: z.array(handlerShape),
    documentation: z.string().optional(),
    metadata: textMap.optional(),
    deployment_id: z.string(),
    revision: z.int(),
    public: z.boolean(),
    idempotency_retention: durationText,
    workflow_completion_retention: durationText.optional().meta({ description: 'Only of workflows.' }),
    journal_retention: durationText,
    inactivity_timeout: durationText,
    abort_timeout: durationText,
    enable_lazy_state: z.boolean(),
    retry_policy: serviceRetryPolicy,
  }),
);

export const serviceListShape = named('ServiceList', z.object({ services: z.array(serviceShape) }));
export const handlerListShape = named('HandlerList', z.object({ handlers: z.array(handlerShape) }));
export const openApiShape = named(
  'OpenApiDocument',
  z.looseObject({ openapi: z.string(), info: z.looseObject({ title: z.string(), version: z.string() }) }),
);
