import { z } from 'zod';

import { named } from '../../openapi/api-shapes.js';

/** What the API says about invocations, field by field: the source of its types and of its OpenAPI document. */

export const shownStatuses = [
  'pending',
  'scheduled',
  'running',
  'backing-off',
  'suspended',
  'paused',
  'completed',
] as const;

const time = z.iso.datetime();
const duration = z.string().meta({ examples: ['1d', '1h 30m', '0s'] });
const count = z.int().min(0);

export const content = named(
  'Content',
  z.object({
    length: count.meta({ description: 'Number of bytes.' }),
    text: z
      .string()
      .optional()
      .meta({ description: 'The bytes, or the beginning of them, if they are UTF-8.' }),
    base64: z.string().optional().meta({ description: 'The same if they are not.' }),
    truncated: z.literal(true).optional().meta({ description: 'There is more than is shown.' }),
  }),
);

const failure = named(
  'InvocationFailure',
  z.object({
    code: z.int(),
    message: z.string(),
    metadata: z.record(z.string(), z.string()).optional(),
    stacktrace: z.string().optional(),
  }),
);

const attemptFailure = named(
  'AttemptFailure',
  z.object({
    code: z.int(),
    message: z.string(),
    error_code: z.string().optional().meta({ description: 'What kind of failure it was, such as `RT0010`.' }),
    stacktrace: z.string().optional(),
    related_command_index: count.optional(),
    related_command_name: z.string().optional(),
    related_command_type: z.string().optional(),
  }),
);

const summaryFields = {
  id: z.string(),
  status: z.enum(shownStatuses),
  target: z.string().meta({ examples: ['Greeter/greet', 'Counter/ada/add'] }),
  target_service_name: z.string(),
  target_service_ty: z.enum(['service', 'virtual_object', 'workflow']),
  target_service_key: z.string().optional(),
  target_handler_name: z.string(),
  scope: z.string().optional(),
  limit_key: z.string().optional(),
  idempotency_key: z.string().optional(),
  invoked_by: z.enum(['ingress', 'service', 'restart_as_new']),
  invoked_by_id: z.string().optional(),
  invoked_by_target: z.string().optional(),
  restarted_from: z.string().optional(),
  trace_id: z.string().optional().meta({ description: 'The trace it belongs to, where somebody traces it.' }),
  created_at: time,
  modified_at: time,
  scheduled_start_at: time.optional().meta({ description: 'The start time that was asked for.' }),
  running_at: time.optional().meta({ description: 'When its first attempt started.' }),
  completed_at: time.optional(),
  expires_at: time.optional().meta({ description: 'When it will be forgotten.' }),
  completion_retention: duration,
  journal_retention: duration,
  pinned_deployment_id: z.string().optional(),
  pinned_service_protocol_version: count.optional(),
  journal_size: count,
  journal_commands_size: count,
  attempts: count.meta({ description: 'Attempts so far, the running one included.' }),
  failed_attempts: count.meta({ description: 'Failed attempts that count against the retry policy.' }),
  next_retry_at: time.optional(),
  last_failure: attemptFailure.optional(),
  completion_result: z.enum(['success', 'failure']).optional(),
  completion_failure: failure.optional(),
};

export const invocationSummary = named('InvocationSummary', z.object(summaryFields));

/** One thing a suspended handler waits for. */
const awaited = named(
  'Awaited',
  z.object({
    kind: z.enum(['completion', 'awakeable', 'cancellation', 'signal', 'combination']),
    has_arrived: z.boolean().optional(),
    completion_id: count.optional(),
    command_index: count.optional(),
    command: z
      .string()
      .optional()
      .meta({ examples: ['Sleep', 'Call', 'Run'] }),
    name: z.string().optional().meta({ description: 'Of the command, or of the signal.' }),
    until: time.optional(),
    invoked_id: z.string().optional(),
    invoked_target: z.string().optional(),
    promise: z.string().optional(),
    awakeable_id: z.string().optional(),
    signal_index: count.optional(),
    combinator: z.string().optional(),
    get of() {
      return z.array(awaited).optional();
    },
  }),
);

export const waiting = named(
  'Waiting',
  z.object({
    reason: z.enum(['start-time', 'object-lock', 'limit', 'retry', 'results', 'operator']),
    until: time.optional(),
    holder_id: z.string().optional().meta({ description: 'The invocation that holds the object.' }),
    limit: z
      .object({ level: z.string(), rule: z.string(), concurrency: count })
      .optional()
      .meta({ description: 'The limit it waits for, and the rule that sets it.' }),
    ahead: count.optional().meta({ description: 'How many wait in front of it; counted up to 1000.' }),
    for: awaited.optional(),
  }),
);

export const invocationDetails = named(
  'InvocationDetails',
  z.object({
    ...summaryFields,
    waiting: waiting.optional().meta({ description: 'Why it does not go on at the moment.' }),
    output: content.optional().meta({ description: 'What it was completed with, if that was a success.' }),
  }),
);

export const journalEntry = named(
  'JournalEntry',
  z.object({
    index: count,
    kind: z.enum(['command', 'notification']),
    type: z.string().meta({ examples: ['Input', 'Run', 'Sleep', 'Signal'] }),
    name: z.string().optional().meta({ description: 'The name the handler gave the step.' }),
    appended_at: time,
    is_completed: z
      .boolean()
      .optional()
      .meta({ description: 'Of commands that have a result: it is there.' }),
    completion_id: count.optional(),
    signal: z.string().optional(),
    state_key: z.string().optional(),
    state_keys: z.array(z.string()).optional(),
    promise: z.string().optional(),
    wake_up_at: time.optional(),
    invoked_id: z.string().optional(),
    invoked_target: z.string().optional(),
    awakeable_id: z.string().optional(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    value: content.optional(),
    failure: failure.optional(),
  }),
);

const nextPage = z
  .string()
  .optional()
  .meta({ description: 'Give it as `page_token` to get what comes next.' });

export const invocationPage = named(
  'InvocationPage',
  z.object({ invocations: z.array(invocationSummary), next_page_token: nextPage }),
);

export const journalPage = named(
  'JournalPage',
  z.object({ entries: z.array(journalEntry), next_page_token: nextPage }),
);

export type InvocationSummary = z.infer<typeof invocationSummary>;
export type InvocationDetails = z.infer<typeof invocationDetails>;
export type InvocationPage = z.infer<typeof invocationPage>;
export type JournalEntry = z.infer<typeof journalEntry>;
export type JournalPage = z.infer<typeof journalPage>;
export type Awaited = z.infer<typeof awaited>;
export type Waiting = z.infer<typeof waiting>;
export type Content = z.infer<typeof content>;
export type FailureJson = z.infer<typeof failure>;
export type ShownStatus = (typeof shownStatuses)[number];
