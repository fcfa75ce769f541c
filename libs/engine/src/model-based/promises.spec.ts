import {
  chosen,
  expectToFollow,
  expectToNotice,
  step,
  type Model,
  type Told,
} from '../testing/model-test.js';

/*
 * Durable promises of a workflow: completed once, seen by everybody, before and after; gone with the workflow
 * (service-protocol 5.4).
 */

interface Wait {
  readonly completion: string;
  readonly promise: string;
}

interface Handler {
  readonly name: string;
  attempt: number;
  status: 'runs' | 'suspended';
  /** Promises it was not told of. */
  waits: Wait[];
  completions: number;
}

class PromiseModel implements Model {
  readonly subject = /^-> (start|abort|forward)/;
  readonly handlers: Handler[] = [];
  /** Results as text; a promise is in one of these, or was never spoken of. */
  private readonly results = new Map<string, string>();
  private readonly listeners = new Map<string, Array<{ readonly handler: Handler; readonly wait: Wait }>>();
  workflow: 'absent' | 'runs' | 'completed' = 'absent';
  private arrivals = 0;

  newcomer(): Handler {
    const name = `h${String(this.arrivals++)}`;
    const handler: Handler = { name, attempt: 1, status: 'runs', waits: [], completions: 0 };
    this.handlers.push(handler);
    return handler;
  }

  leave(handler: Handler): void {
    this.handlers.splice(this.handlers.indexOf(handler), 1);
  }

  get(handler: Handler, wait: Wait): string[] {
    const result = this.results.get(wait.promise);
    if (result !== undefined) return [told(handler, 'get-promise', wait.completion, result)];
    handler.waits.push(wait);
    this.listeners.set(wait.promise, [...(this.listeners.get(wait.promise) ?? []), { handler, wait }]);
    return [];
  }

  peek(promise: string): string {
    return this.results.get(promise) ?? 'void';
  }

  complete(handler: Handler, completion: string, promise: string, result: string): string[] {
    if (this.results.has(promise))
      return [
        told(handler, 'complete-promise', completion, failureText('409', 'promise was already completed')),
      ];
    this.results.set(promise, result);
    const waiting = this.listeners.get(promise) ?? [];
    this.listeners.delete(promise);
    return [
      told(handler, 'complete-promise', completion, 'void'),
      ...waiting.flatMap((listener) => this.tell(listener.handler, listener.wait, result)),
    ];
  }

  get isWaitedFor(): boolean {
    return this.handlers.some(({ waits }) => waits.length > 0);
  }

  /** The workflow is forgotten, and what was promised with it. */
  forget(): void {
    this.workflow = 'absent';
    this.results.clear();
    this.listeners.clear();
  }

  private tell(handler: Handler, wait: Wait, result: string): string[] {
    if (!this.handlers.includes(handler)) return [];
    handler.waits = handler.waits.filter((other) => other !== wait);
    return handler.status === 'suspended'
      ? nextAttempt(handler)
      : [told(handler, 'get-promise', wait.completion, result)];
  }
}

function told(handler: Handler, of: string, completion: string, result: string): string {
  return `forward to ${attemptOf(handler)}: ${of} ${completion} ${result}`;
}

function attemptOf({ name, attempt }: Handler): string {
  return `${name}#${String(attempt)}`;
}

function nextAttempt(handler: Handler): string[] {
  handler.attempt++;
  handler.status = 'runs';
  return [`start ${attemptOf(handler)}`];
}

function failureText(code: string, message: string): string {
  return `!"${code} ${message}"`;
}

const promiseName = (choice: number): string => (choice % 3 === 0 ? 'q' : 'p');

/** Something that a running handler does. */
const handler = (act: (model: PromiseModel, handler: Handler, choice: number) => Told | undefined) =>
  step((model: PromiseModel, choice) => {
    const acting = chosen(
      model.handlers.filter(({ status }) => status === 'runs'),
      choice,
    );
    return acting && act(model, acting, choice);
  });

const arrives = step((model: PromiseModel) => {
  const { name } = model.newcomer();
  return {
    lines: [`invoke ${name} Signup/u1/wait workflow-shared keep=0`],
    effects: [`start ${name}#1 with its input`],
  };
});

const waits = handler((model, waiting, choice) => {
  const wait = { completion: `c${String(++waiting.completions)}`, promise: promiseName(choice) };
  return {
    lines: [`attempt ${attemptOf(waiting)} sends get-promise ${wait.promise} ${wait.completion}`],
    effects: model.get(waiting, wait),
  };
});

const peeks = handler((model, peeking, choice) => {
  const completion = `c${String(++peeking.completions)}`;
  const promise = promiseName(choice);
  return {
    lines: [`attempt ${attemptOf(peeking)} sends peek-promise ${promise} ${completion}`],
    effects: [told(peeking, 'peek-promise', completion, model.peek(promise))],
  };
});

const completes = handler((model, completing, choice) => {
  const completion = `c${String(++completing.completions)}`;
  const promise = promiseName(choice);
  const value = `v${String(choice)}`;
  const [sent, result] =
    choice % 4 === 0 ? [`!"${value}"`, failureText('500', value)] : [`"${value}"`, `"${value}"`];
  return {
    lines: [`attempt ${attemptOf(completing)} sends complete-promise ${promise} ${completion} ${sent}`],
    effects: model.complete(completing, completion, promise, result),
  };
});

const suspends = handler((_model, suspending) => {
  if (suspending.waits.length === 0) return undefined;
  suspending.status = 'suspended';
  const completions = suspending.waits.map(({ completion }) => completion);
  return {
    lines: [`attempt ${attemptOf(suspending)} suspends race(${[...completions, 's1'].join(', ')})`],
    effects: [],
  };
});

const ends = handler((model, ending) => {
  model.leave(ending);
  const attempt = `attempt ${attemptOf(ending)}`;
  return { lines: [`${attempt} sends output ""`, `${attempt} ends`], effects: [] };
});

const isKilled = step((model: PromiseModel, choice) => {
  const killed = chosen(model.handlers, choice);
  if (killed === undefined) return undefined;
  model.leave(killed);
  return {
    lines: [`kill ${killed.name}`],
    effects: killed.status === 'runs' ? [`abort ${attemptOf(killed)}`] : [],
  };
});

const workflowGoesOn = step((model: PromiseModel) => {
  switch (model.workflow) {
    case 'absent':
      model.workflow = 'runs';
      return { lines: ['invoke run Signup/u1/run workflow'], effects: ['start run#1 with its input'] };
    case 'runs':
      model.workflow = 'completed';
      return { lines: ['attempt run#1 sends output ""', 'attempt run#1 ends'], effects: [] };
    case 'completed':
      // Its promises go with it, and whoever waited for one is told by nobody: not what this is about.
      if (model.isWaitedFor) return undefined;
      model.forget();
      return { lines: ['purge run'], effects: [] };
  }
});

const steps = [
  arrives,
  arrives,
  waits,
  waits,
  peeks,
  completes,
  completes,
  suspends,
  ends,
  isKilled,
  workflowGoesOn,
];

describe('durable promises', () => {
  it('do what their model does', () => {
    expectToFollow(() => new PromiseModel(), steps);
  });

  it('are seen through when the second completion counts', () => {
    expectToNotice(
      () => new PromiseModel(),
      steps,
      (engine) => ({
        apply: (view, input) =>
          engine.apply(
            {
              get: (table, group, member) =>
                table === 'promise' && view.get('promise', group, member)?.result !== undefined
                  ? undefined
                  : view.get(table, group, member),
              scan: (table, group) => view.scan(table, group),
              prefetch: (keys) => view.prefetch(keys),
            },
            input,
          ),
      }),
    );
  });
});
