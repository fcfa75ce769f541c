import { z } from 'zod';

import { named } from '../api-shapes.js';
import type { Operation, OperationAnswer, Operations, QueryParameter } from '../operation.js';
import { problem, unavailable } from '../problems.js';

export const restartedShape = named('RestartedInvocation', z.object({ new_invocation_id: z.string() }));

const malformed = problem('The id, or a parameter, is malformed.');
const unknown = problem('There is no such invocation, or not any more.');
const completed = problem('It is completed.');
const notCompleted = problem('It is not completed yet.');

const deployment = (standard: string): QueryParameter => ({
  name: 'deployment',
  description: `\`keep\`, \`latest\`, or the id of a deployment; \`${standard}\` if it is not given.`,
  schema: { type: 'string' },
});

function action(
  id: string,
  summary: string,
  answers: Readonly<Record<number, OperationAnswer>>,
  more: Partial<Operation> = {},
): Operation {
  return {
    id,
    tag: 'invocation',
    grant: 'operate',
    summary,
    ...more,
    answers: { 400: malformed, 404: unknown, ...unavailable, ...answers },
  };
}

export const invocationOperations: Operations = {
  'DELETE /invocations/{id}': {
    id: 'delete_invocation',
    tag: 'invocation',
    grant: 'operate',
    summary: 'Cancel, kill or purge an invocation',
    isDeprecated: true,
    query: [
      {
        name: 'mode',
        description: 'What to do.',
        schema: { type: 'string', enum: ['Cancel', 'Kill', 'Purge'], default: 'Cancel' },
      },
    ],
    answers: {
      202: { description: 'Accepted, whatever the invocation is up to.' },
      400: malformed,
      ...unavailable,
    },
  },
  'PATCH /invocations/{id}/cancel': action('cancel_invocation', 'Ask an invocation to cancel', {
    200: { description: 'It had not started, and will not.' },
    202: { description: 'Its handler will be told.' },
    409: completed,
  }),
  'PATCH /invocations/{id}/kill': action(
    'kill_invocation',
    'End an invocation at once, without letting its handler clean up',
    { 200: { description: 'It is over.' }, 409: completed },
  ),
  'PATCH /invocations/{id}/purge': action('purge_invocation', 'Forget a completed invocation', {
    200: { description: 'It is forgotten.' },
    409: notCompleted,
  }),
  'PATCH /invocations/{id}/purge-journal': action(
    'purge_journal',
    'Forget the journal of a completed invocation',
    { 200: { description: 'Its journal is forgotten, its result is kept.' }, 409: notCompleted },
  ),
  'PATCH /invocations/{id}/pause': action('pause_invocation', 'Pause an invocation', {
    200: { description: 'It does not run.' },
    202: { description: 'It will pause when its attempt has ended.' },
    409: problem('It is not running.'),
  }),
  'PATCH /invocations/{id}/resume': action(
    'resume_invocation',
    'Let an invocation go on at once',
    {
      200: { description: 'It goes on.' },
      409: problem('It is completed, or its deployment cannot be changed now.'),
      425: problem('It has not started yet.'),
    },
    { query: [deployment('keep')] },
  ),
  'PATCH /invocations/{id}/restart-as-new': action(
    'restart_as_new_invocation',
    'Start a completed invocation once more, as a new one',
    {
      200: { description: 'The new invocation.', body: restartedShape },
      409: notCompleted,
      410: problem('Its journal is gone.'),
      422: problem('Workflows cannot be restarted.'),
      425: problem('It has not started yet.'),
    },
    {
      query: [
        {
          name: 'from',
          description:
            'Index of the last journal entry that is taken over; 0, the input, if it is not given.',
          schema: { type: 'integer', minimum: 0 },
        },
        deployment('latest'),
      ],
    },
  ),
};
