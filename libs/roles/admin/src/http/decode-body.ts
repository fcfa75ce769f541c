import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { AnswerError } from './answer.js';

/**
 * The JSON body of a request as the schema reads it. Problems are plain text, in this order: 415 for a body that does
 * not say it is JSON, 400 for one that is none, 422 for one that says something else (admin-api 1).
 * @param describe what does not fit the schema, in words
 */
export function decodeBody<T>(
  { headers, body }: Pick<FastifyRequest, 'headers' | 'body'>,
  schema: z.ZodType<T>,
  describe: (problem: z.ZodError) => string,
): T {
  if (!isJson(headers['content-type'])) throw notJson();
  const decoded = schema.safeParse(parse(body instanceof Uint8Array ? body : new Uint8Array()));
  if (decoded.success) return decoded.data;
  throw AnswerError.text(
    422,
    `Failed to deserialize the JSON body into the target type: ${describe(decoded.error)}`,
  );
}

/** The answer to a body that does not say it is JSON. */
export function notJson(): AnswerError {
  return AnswerError.text(415, 'Expected request with `Content-Type: application/json`');
}

/** The first thing that is wrong, led by the field it is wrong with. */
export function describeFirstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (issue === undefined) return 'the body is not what is expected';
  return issue.path.length === 0 ? issue.message : `${describePath(issue.path)}: ${issue.message}`;
}

/** `new_state.count[0]` */
function describePath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      return index === 0 ? String(part) : `.${String(part)}`;
    })
    .join('');
}

/** `application/json` and `application/*+json`, with or without parameters. */
function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && /^\s*application\/([\w!#$&^.-]+\+)?json\s*(;|$)/i.test(contentType);
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw AnswerError.text(400, `Failed to parse the request body as JSON: ${problem}`);
  }
}
