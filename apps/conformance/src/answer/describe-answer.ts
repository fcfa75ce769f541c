import type { Step } from '../corpus/corpus.js';
import type { WireAnswer } from '../wire/request.js';
import { describeBody } from './describe-body.js';
import type { Stand } from './stand.js';

/** Of one hop or one moment, so they say nothing about a server. */
const volatileHeaders = new Set(['date', 'connection', 'keep-alive']);

/**
 * An answer as text that is the same whenever the answer means the same: status, sorted headers, an empty line, body.
 */
export function describeAnswer(answer: WireAnswer, step: Step, stand: Stand): string {
  // Ids are numbered as they appear, headers first.
  const headers = answer.headers
    .filter(([name]) => !volatileHeaders.has(name) && !stand.isOwnHeader(name))
    .filter(([name]) => step.mayBeStored !== true || name !== 'idempotency-expires')
    .map(
      ([name, value]) => `${name}: ${name === 'content-length' ? length(value) : stand.settle(value, step)}`,
    )
    .sort();
  const type = answer.headers.find(([name]) => name === 'content-type')?.[1];
  const body = describeBody(answer.body.toString('utf8'), type, step, stand);
  return [String(answer.status), ...headers, '', body].join('\n').trimEnd();
}

/** Another wording has another length, and bodies are compared anyway. */
function length(value: string): string {
  return value === '0' ? '0' : '<length>';
}
