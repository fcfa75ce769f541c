import {
  invocationDetails,
  invocationPage,
  journalPage,
  shownStatuses,
} from '../../invocations/reading/invocation-shapes.js';
import type { Operations, QueryParameter } from '../operation.js';
import { problem, undecodable } from '../problems.js';

const text = { type: 'string' } as const;
const time = { type: 'string', format: 'date-time' } as const;

const paging: readonly QueryParameter[] = [
  {
    name: 'limit',
    description: 'How many at most.',
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
  },
  { name: 'page_token', description: '`next_page_token` of the page before.', schema: text },
];

const malformedId = problem('The id is malformed.');
const unknown = problem('There is no such invocation, or not any more.');

export const readingOperations: Operations = {
  'GET /invocations': {
    id: 'list_invocations',
    tag: 'invocation',
    grant: 'read',
    summary: 'List invocations',
    description:
      'Those that are not completed by their id, then the completed ones, last expiry first. A page may hold fewer than ' +
      '`limit`, or none, although there are more: go on while there is a `next_page_token`.',
    query: [
      {
        name: 'status',
        description: 'Any of these; repeated, or separated by commas.',
        schema: { type: 'array', items: { type: 'string', enum: shownStatuses } },
      },
      { name: 'service', description: 'Name of the service.', schema: text },
      { name: 'handler', description: 'Name of the handler.', schema: text },
      { name: 'key', description: 'Key of the object or workflow.', schema: text },
      { name: 'scope', description: 'Scope of the target.', schema: text },
      {
        name: 'deployment',
        description:
          'Id of the deployment it is pinned to. Once none is listed but completed ones, nothing depends on it any more.',
        schema: text,
      },
      { name: 'created_after', description: 'Created then or later.', schema: time },
      { name: 'created_before', description: 'Created then or earlier.', schema: time },
      {
        name: 'failure',
        description: 'Part of the code or text of its last failure, upper and lower case alike.',
        schema: text,
      },
      ...paging,
    ],
    answers: {
      200: { description: 'A page of them.', body: invocationPage },
      400: undecodable('The query cannot be read.'),
    },
  },
  'GET /invocations/{id}': {
    id: 'get_invocation',
    tag: 'invocation',
    grant: 'read',
    summary: 'Get an invocation, with the reason why it waits',
    answers: {
      200: { description: 'The invocation.', body: invocationDetails },
      400: malformedId,
      404: unknown,
    },
  },
  'GET /invocations/{id}/journal': {
    id: 'get_invocation_journal',
    tag: 'invocation',
    grant: 'read',
    summary: 'Get the journal of an invocation',
    description: 'Its entries in order, decoded. Values are cut after 4096 bytes.',
    query: paging,
    answers: {
      200: { description: 'A page of entries.', body: journalPage },
      400: malformedId,
      404: unknown,
    },
  },
};
