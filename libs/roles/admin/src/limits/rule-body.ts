import { parseLimitPattern } from '@perdure/model';
import type { RulePrecondition, RuleRemoval, RuleUpsert } from '@perdure/registry';
import { z } from 'zod';

import { describeFirstIssue } from '../http/decode-body.js';

const concurrencyMax = 0xffff_ffff;

/** Says what came instead, in the words the API's clients know. */
function expected(what: string) {
  return {
    error: ({ input }: { readonly input?: unknown }): string =>
      input === undefined ? missing : `invalid type: ${describe(input)}, expected ${what}`,
  };
}

/** Stands for a field that is not there; see {@link describeRuleProblem}. */
const missing = 'missing field';

const pattern = z.string(expected('a string')).transform((text, context): string => {
  const parsed = parseLimitPattern(text);
  if (parsed.problem === undefined) return parsed.pattern;
  context.addIssue(parsed.problem);
  return z.NEVER;
});

const version = z.int(expected('u32')).min(0).max(concurrencyMax);

const concurrency = z
  .number(expected('a nonzero u32'))
  .refine((value) => Number.isInteger(value) && value >= 1 && value <= concurrencyMax, {
    error: ({ input }) => `invalid value: ${describe(input)}, expected a nonzero u32`,
  });

const precondition = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('none') }),
    z.object({ type: z.literal('matches'), version }),
    z.object({ type: z.literal('does_not_exist') }),
  ],
  {
    error: ({ input }) => {
      if (typeof input !== 'object' || input === null)
        return `invalid type: ${describe(input)}, expected adjacently tagged enum Precondition`;
      if (!('type' in input)) return missing;
      return `unknown variant \`${String(input.type)}\`, expected one of \`none\`, \`matches\`, \`does_not_exist\``;
    },
  },
);

/** Body of `PUT /limits/rules` (admin-api 7). Fields it does not know are ignored, absent ones are as for a new rule. */
export const upsertBody = z.array(
  z.object(
    {
      pattern,
      limits: z.object({ concurrency: concurrency.nullish() }, expected('struct UserLimits')).optional(),
      description: z.string(expected('a string')).nullish(),
      disabled: z.boolean(expected('a boolean')).optional(),
      precondition: precondition.optional(),
    },
    expected('a rule'),
  ),
  expected('a sequence'),
);

/** Body of `POST /limits/rules/bulk-delete` (admin-api 7). */
export const removeBody = z.array(
  z.object({ pattern, expected_version: version.nullish() }, expected('a pattern')),
  expected('a sequence'),
);

export function upsertsOf(body: z.infer<typeof upsertBody>): RuleUpsert[] {
  return body.map((rule) => {
    const concurrent = rule.limits?.concurrency ?? undefined;
    const { description } = rule;
    return {
      pattern: rule.pattern,
      isDisabled: rule.disabled ?? false,
      precondition: preconditionOf(rule.precondition),
      ...(concurrent !== undefined && { concurrency: concurrent }),
      ...(typeof description === 'string' && { description }),
    };
  });
}

export function removalsOf(body: z.infer<typeof removeBody>): RuleRemoval[] {
  return body.map((removal) => {
    const { expected_version: expectedVersion } = removal;
    return { pattern: removal.pattern, ...(typeof expectedVersion === 'number' && { expectedVersion }) };
  });
}

/** A missing field is told of what it is missing from. */
export function describeRuleProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.message !== missing) return describeFirstIssue(error);
  const path = [...issue.path];
  const field = path.pop();
  return describeFirstIssue(new z.ZodError([{ ...issue, path, message: `${missing} \`${String(field)}\`` }]));
}

function preconditionOf(given: z.infer<typeof precondition> | undefined): RulePrecondition {
  switch (given?.type) {
    case 'matches':
      return { kind: 'matches', version: given.version };
    case 'does_not_exist':
      return { kind: 'does-not-exist' };
    case 'none':
    case undefined:
      return { kind: 'none' };
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'sequence';
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value !== 'number') return 'map';
  return `${Number.isInteger(value) ? 'integer' : 'floating point'} \`${value}\``;
}
