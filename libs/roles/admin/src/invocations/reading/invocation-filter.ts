import type { InvocationRow } from '@perdure/model';

import type { AnswerError } from '../../http/answer.js';
import { malformedQuery, single, type Query } from '../../http/decode-parameters.js';
import { shownStatuses, type ShownStatus } from './invocation-shapes.js';
import { shownStatus } from './summary-json.js';

/** Which invocations to list. What is undefined does not matter. */
export interface InvocationFilter {
  readonly statuses?: ReadonlySet<ShownStatus>;
  readonly service?: string;
  readonly handler?: string;
  /** Of the object or workflow. */
  readonly key?: string;
  readonly scope?: string;
  /** Pinned to this deployment: it needs it until it is completed. */
  readonly deployment?: string;
  /** Unix ms, both included. */
  readonly createdAfterMs?: number;
  readonly createdBeforeMs?: number;
  /** Part of the text of the last failure, in lower case. */
  readonly failure?: string;
}

/** Reads a query string; throws the answer to one that cannot be read. */
export function decodeFilter(query: Query): InvocationFilter {
  const statuses = decodeStatuses(query['status']);
  const failure = single(query, 'failure')?.toLowerCase();
  const filter: { -readonly [K in keyof InvocationFilter]: InvocationFilter[K] | undefined } = {
    statuses,
    service: single(query, 'service'),
    handler: single(query, 'handler'),
    key: single(query, 'key'),
    scope: single(query, 'scope'),
    deployment: single(query, 'deployment'),
    createdAfterMs: decodeTime(query, 'created_after'),
    createdBeforeMs: decodeTime(query, 'created_before'),
    failure: failure === '' ? undefined : failure,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

export function matches(filter: InvocationFilter, row: InvocationRow): boolean {
  const { target } = row;
  return (
    matchesStatus(filter, row.status) &&
    (filter.service === undefined || filter.service === target.service) &&
    (filter.handler === undefined || filter.handler === target.handler) &&
    (filter.key === undefined || filter.key === target.key) &&
    (filter.scope === undefined || filter.scope === target.scope) &&
    (filter.deployment === undefined || filter.deployment === row.pin?.deploymentId) &&
    (filter.createdAfterMs === undefined || row.createdAtMs >= filter.createdAfterMs) &&
    (filter.createdBeforeMs === undefined || row.createdAtMs <= filter.createdBeforeMs) &&
    (filter.failure === undefined || failureText(row).includes(filter.failure))
  );
}

export function matchesStatus({ statuses }: InvocationFilter, status: InvocationRow['status']): boolean {
  return statuses === undefined || statuses.has(shownStatus(status));
}

/** Whether any invocation that is, or is not, completed can match. */
export function canMatch({ statuses }: InvocationFilter, isCompleted: boolean): boolean {
  if (statuses === undefined) return true;
  return isCompleted ? statuses.has('completed') : [...statuses].some((status) => status !== 'completed');
}

function failureText({ lastFailure, result }: InvocationRow): string {
  const ended = result?.kind === 'failure' ? `${result.failure.code} ${result.failure.message}` : '';
  const last = lastFailure === undefined ? '' : `${lastFailure.code} ${lastFailure.message}`;
  return `${last}\n${ended}`.toLowerCase();
}

/** `status=running,paused` and `status=running&status=paused` alike. */
function decodeStatuses(value: Query[string]): ReadonlySet<ShownStatus> | undefined {
  if (value === undefined) return undefined;
  const words = (typeof value === 'string' ? [value] : value).flatMap((text) => text.split(','));
  return new Set(words.map(decodeStatus));
}

function decodeStatus(word: string): ShownStatus {
  const status = shownStatuses.find((each) => each === word);
  if (status !== undefined) return status;
  const expected = shownStatuses.map((each) => `\`${each}\``).join(', ');
  throw malformedQuery(`status: unknown variant \`${word}\`, expected one of ${expected}`);
}

const timePattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A time as in `2026-11-24T06:18:59Z`, or a day (which begins at midnight, UTC). */
function decodeTime(query: Query, name: string): number | undefined {
  const text = single(query, name);
  if (text === undefined) return undefined;
  const unixMs = timePattern.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(unixMs)) throw malformedTime(name);
  return unixMs;
}

function malformedTime(name: string): AnswerError {
  return malformedQuery(`${name}: expected a time such as \`2026-11-24T06:18:59Z\``);
}
