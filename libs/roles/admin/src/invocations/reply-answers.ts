import type { InvocationId, Reply } from '@perdure/model';

import { AnswerError, empty, type Answer } from '../http/answer.js';
import type { InvocationCommand } from './invocation-commands.js';

type Action = InvocationCommand['kind'];
type Outcome =
  | 'done'
  | 'requested'
  | 'already-completed'
  | 'not-completed'
  | 'not-started'
  | 'not-running'
  | 'deployment-not-pinned';

interface Problem {
  readonly status: number;
  readonly text: (id: InvocationId) => string;
}

const completed: Problem = { status: 409, text: (id) => `The invocation '${id}' was already completed.` };
const notCompleted: Problem = { status: 409, text: (id) => `The invocation '${id}' is not yet completed.` };
const notRunning: Problem = {
  status: 409,
  text: (id) => `The invocation '${id}' is not running, cannot be paused.`,
};

/** What each outcome of each action is answered with (admin-api 5): a status, or a problem. */
const answers: Record<Action, Partial<Record<Outcome, number | Problem>>> = {
  cancel: { done: 200, requested: 202, 'already-completed': completed },
  kill: { done: 200, 'already-completed': completed },
  purge: { done: 200, 'not-completed': notCompleted },
  'purge-journal': { done: 200, 'not-completed': notCompleted },
  pause: {
    done: 200,
    requested: 202,
    'not-running': notRunning,
    'not-started': notRunning,
    'already-completed': notRunning,
  },
  resume: {
    done: 200,
    'already-completed': {
      status: 409,
      text: (id) => `The invocation '${id}' is completed, cannot be resumed.`,
    },
    'not-started': {
      status: 425,
      text: (id) => `The invocation '${id}' is either inboxed or scheduled, cannot be resumed.`,
    },
    'deployment-not-pinned': {
      status: 409,
      text: (id) =>
        `The invocation '${id}' is still running or the deployment id is not pinned yet, ` +
        'deployment id cannot be changed.',
    },
  },
};

/** Throws the {@link AnswerError} of a problem. */
export function answerReply(action: Action, id: InvocationId, reply: Reply): Answer {
  if (reply.kind === 'not-found') throw invocationNotFound(id);
  const answer = isOutcome(reply.kind) ? answers[action][reply.kind] : undefined;
  if (typeof answer === 'number') return empty(answer);
  if (answer !== undefined) throw AnswerError.json(answer.status, answer.text(id));
  throw new Error(`a partition answered '${reply.kind}' to '${action}'`);
}

export function invocationNotFound(id: InvocationId): AnswerError {
  return AnswerError.json(404, `The requested invocation '${id}' does not exist`);
}

function isOutcome(kind: Reply['kind']): kind is Outcome {
  return Object.values(answers).some((outcomes) => kind in outcomes);
}
