import {
  chosen,
  expectToFollow,
  expectToNotice,
  step,
  type Model,
  type Told,
} from '../testing/model-test.js';
import { Names } from '../testing/names.js';

/*
 * Durable timers: sleeps, delayed starts, retries and ends of retention come when they are due, never before, in the order
 * of their times, once; whoever is gone by then is not disturbed (service-protocol 5.5, 7.4, ingress-api 3.3).
 */

interface Handler {
  readonly name: string;
  attempt: number;
  status: 'scheduled' | 'runs' | 'suspended' | 'backing-off';
  completions: number;
}

type Timer = { readonly dueAtMs: number; readonly handler: Handler } & (
  { readonly kind: 'sleep'; readonly completion: string } | { readonly kind: 'start' | 'retry' }
);

class TimerModel implements Model {
  readonly subject = /^-> (start|abort|forward)/;
  nowMs = 0;
  readonly handlers: Handler[] = [];
  private timers: Timer[] = [];
  private arrivals = 0;

  newcomer(status: 'scheduled' | 'runs'): Handler {
    const name = `h${String(this.arrivals++)}`;
    const handler: Handler = { name, attempt: status === 'runs' ? 1 : 0, status, completions: 0 };
    this.handlers.push(handler);
    return handler;
  }

  set(timer: Timer): void {
    this.timers.push(timer);
  }

  /** Waits for a start or a retry no longer; what it sleeps for comes, and finds nobody. */
  leave(handler: Handler): void {
    this.handlers.splice(this.handlers.indexOf(handler), 1);
    this.timers = this.timers.filter((timer) => timer.handler !== handler || timer.kind === 'sleep');
  }

  sleepsOf(handler: Handler): string[] {
    return this.timers.flatMap((timer) =>
      timer.handler === handler && timer.kind === 'sleep' ? [timer.completion] : [],
    );
  }

  /** Timers are told by time, then by invocation; what one brings about is there when the next is told. */
  pass(ms: number): string[] {
    this.nowMs += ms;
    const due = this.timers.filter(({ dueAtMs }) => dueAtMs <= this.nowMs);
    this.timers = this.timers.filter((timer) => !due.includes(timer));
    return due.sort(inOrder).flatMap((timer) => this.fire(timer));
  }

  private fire(timer: Timer): string[] {
    const { handler, kind } = timer;
    if (!this.handlers.includes(handler)) return [];
    if (kind !== 'sleep') return nextAttempt(handler);
    switch (handler.status) {
      case 'runs':
        return [`forward to ${attemptOf(handler)}: sleep ${timer.completion} void`];
      case 'suspended':
        return nextAttempt(handler);
      case 'backing-off':
      case 'scheduled':
        return [];
    }
  }
}

const names = new Names();
const isBefore = (left: string, right: string): number => (left < right ? -1 : 1);

function inOrder(left: Timer, right: Timer): number {
  const keyOf = (timer: Timer): string =>
    [names.id(timer.handler.name), timer.kind, timer.kind === 'sleep' ? timer.completion : ''].join('/');
  return left.dueAtMs - right.dueAtMs || isBefore(keyOf(left), keyOf(right));
}

function attemptOf({ name, attempt }: Handler): string {
  return `${name}#${String(attempt)}`;
}

function nextAttempt(handler: Handler): string[] {
  handler.status = 'runs';
  handler.attempt++;
  return [`start ${attemptOf(handler)}`];
}

/** Few different ones, so that timers meet. */
const delayMs = (choice: number): number => (choice % 5) * 100;

/** Something that a running handler does. */
const handler = (act: (model: TimerModel, handler: Handler, choice: number) => Told | undefined) =>
  step((model: TimerModel, choice) => {
    const acting = chosen(
      model.handlers.filter(({ status }) => status === 'runs'),
      choice,
    );
    return acting && act(model, acting, choice);
  });

const arrives = step((model: TimerModel) => {
  const { name } = model.newcomer('runs');
  return { lines: [`invoke ${name} Sleepy/main keep=200`], effects: [`start ${name}#1 with its input`] };
});

const isSentForLater = step((model: TimerModel, choice) => {
  const dueAtMs = model.nowMs + 1 + delayMs(choice);
  const later = model.newcomer('scheduled');
  model.set({ kind: 'start', dueAtMs, handler: later });
  return { lines: [`invoke ${later.name} Sleepy/main keep=200 at=${String(dueAtMs)}`], effects: [] };
});

const sleeps = handler((model, sleeping, choice) => {
  const completion = `c${String(++sleeping.completions)}`;
  const dueAtMs = model.nowMs + delayMs(choice);
  const isOver = dueAtMs === model.nowMs;
  if (!isOver) model.set({ kind: 'sleep', dueAtMs, handler: sleeping, completion });
  return {
    lines: [`attempt ${attemptOf(sleeping)} sends sleep ${completion} until=${String(dueAtMs)}`],
    effects: isOver ? [`forward to ${attemptOf(sleeping)}: sleep ${completion} void`] : [],
  };
});

const suspends = handler((model, suspending) => {
  const sleepsFor = model.sleepsOf(suspending);
  if (sleepsFor.length === 0) return undefined;
  suspending.status = 'suspended';
  return { lines: [`attempt ${attemptOf(suspending)} suspends race(${sleepsFor.join(', ')})`], effects: [] };
});

const fails = handler((model, failing, choice) => {
  const dueAtMs = model.nowMs + delayMs(choice);
  failing.status = 'backing-off';
  model.set({ kind: 'retry', dueAtMs, handler: failing });
  return {
    lines: [`attempt ${attemptOf(failing)} delay=${String(delayMs(choice))} fails oops`],
    effects: [],
  };
});

const ends = handler((model, ending) => {
  model.leave(ending);
  const attempt = `attempt ${attemptOf(ending)}`;
  return { lines: [`${attempt} sends output ""`, `${attempt} ends`], effects: [] };
});

const isKilled = step((model: TimerModel, choice) => {
  const killed = chosen(model.handlers, choice);
  if (killed === undefined) return undefined;
  model.leave(killed);
  return {
    lines: [`kill ${killed.name}`],
    effects: killed.status === 'runs' ? [`abort ${attemptOf(killed)}`] : [],
  };
});

const timePasses = step((model: TimerModel, choice): Told => {
  const effects = model.pass(delayMs(choice));
  return { lines: [`at ${String(model.nowMs)}ms`, 'due'], effects };
});

/** A clock that runs ahead asks for all there is, and gets what is due. */
const isAskedEarly = step((model: TimerModel): Told => ({
  lines: ['early 999999999ms'],
  effects: model.pass(0),
}));

const changesOwner = step((model: TimerModel): Told => {
  const running = model.handlers.filter(({ status }) => status === 'runs');
  running.sort((left, right) => isBefore(names.id(left.name), names.id(right.name)));
  return { lines: ['new-owner'], effects: running.flatMap(nextAttempt) };
});

const steps = [
  arrives,
  isSentForLater,
  sleeps,
  sleeps,
  suspends,
  fails,
  ends,
  isKilled,
  timePasses,
  timePasses,
  isAskedEarly,
  changesOwner,
];

describe('durable timers', () => {
  it('do what their model does', () => {
    expectToFollow(() => new TimerModel(), steps);
  });

  it('are seen through when one comes early', () => {
    expectToNotice(
      () => new TimerModel(),
      steps,
      (engine) => ({
        apply: (view, timed) =>
          engine.apply(view, timed.input.kind === 'timer-due' ? { ...timed, nowMs: timed.nowMs + 1 } : timed),
      }),
    );
  });
});
