import type { InvocationId, Reply } from '@perdure/model';

import type { InvocationCommand } from './invocation-commands.js';
import { invocationNotFound, InvocationProblem, type Problem } from './invocation-problem.js';

type Action = InvocationCommand['kind'];
type Outcome =
  | 'done'
  | 'requested'
  | 'already-completed'
  | 'not-completed'
  | 'not-started'
  | 'not-running'
  | 'deployment-not-pinned'
  | 'not-restartable'
  | 'journal-missing'
  | 'prefix-incomplete';

const completed: Problem = {
  status: 409,
  text: (id) => `The invocation '${id}' was already completed.`,
  summary: (id) => `Invocation '${id}' was already completed`,
};
const notCompleted: Problem = {
  status: 409,
  text: (id) => `The invocation '${id}' is not yet completed.`,
  summary: (id) => `Invocation '${id}' is not yet completed`,
};
const notRunning: Problem = {
  status: 409,
  text: (id) => `The invocation '${id}' is not running, cannot be paused.`,
  summary: (id) => `Invocation '${id}' is not running, cannot be paused`,
};
const resumedTooLate: Problem = {
  status: 409,
  text: (id) => `The invocation '${id}' is completed, cannot be resumed.`,
  summary: (id) => `Invocation '${id}' is completed, cannot be resumed`,
};
const resumedTooEarly: Problem = {
  status: 425,
  text: (id) => `The invocation '${id}' is either inboxed or scheduled, cannot be resumed.`,
  summary: (id) => `Invocation '${id}' is either inboxed or scheduled, cannot be resumed`,
};
const notMovable: Problem = {
  status: 409,
  text: (id) =>
    `The invocation '${id}' is still running or the deployment id is not pinned yet, ` +
    'deployment id cannot be changed.',
  summary: (id) => `Cannot change deployment ID for invocation '${id}'`,
};
const stillRunning: Problem = {
  status: 409,
  text: (id) => `The invocation '${id}' is still running.`,
  summary: (id) => `Invocation '${id}' is still running`,
};
const notRunningYet: Problem = {
  status: 425,
  text: (id) => `The invocation '${id}' cannot be restarted because it's not running yet.`,
  summary: (id) => `Invocation '${id}' cannot be restarted because it's not running yet`,
};
const notRestartable: Problem = {
  status: 422,
  text: (id) =>
    `Restarting the invocation '${id}' is not supported. Restarting workflows is not supported, and restarting ` +
    'invocations created using the old service protocol.',
  summary: (id) => `Restarting invocation '${id}' is not supported`,
};
const journalMissing: Problem = {
  status: 410,
  text: (id) =>
    `The invocation '${id}' cannot be restarted because the input is not available. This indicates that the journal ` +
    'was already purged, or not retained at all.',
  summary: (id) => `Invocation '${id}' cannot be restarted because the input is not available`,
};
const prefixIncomplete: Problem = {
  status: 400,
  text: (id) =>
    `The prefix of the journal '${id}' up to 'from' (included) contains some Commands without respective Completions.`,
  summary: (id) => `The journal of invocation '${id}' contains some Commands without respective Completions`,
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
    'already-completed': resumedTooLate,
    'not-started': resumedTooEarly,
    'deployment-not-pinned': notMovable,
  },
  'restart-as-new': {
    done: 200,
    'not-started': notRunningYet,
    'not-completed': stillRunning,
    'not-restartable': notRestartable,
    'journal-missing': journalMissing,
    'prefix-incomplete': prefixIncomplete,
  },
};

/** The status of a success; throws the {@link InvocationProblem} of anything else. */
export function statusOfReply(action: Action, id: InvocationId, { kind }: Pick<Reply, 'kind'>): number {
  if (kind === 'not-found') throw new InvocationProblem(id, invocationNotFound);
  const answer = isOutcome(kind) ? answers[action][kind] : undefined;
  if (typeof answer === 'number') return answer;
  if (answer !== undefined) throw new InvocationProblem(id, answer);
  throw new Error(`a partition answered '${kind}' to '${action}'`);
}

function isOutcome(kind: Reply['kind']): kind is Outcome {
  return Object.values(answers).some((outcomes) => kind in outcomes);
}
