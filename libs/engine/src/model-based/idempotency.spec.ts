import {
  chosen,
  expectToFollow,
  expectToNotice,
  step,
  type Model,
  type Told,
} from '../testing/model-test.js';

/*
 * One idempotency key: the first request creates the invocation, all others find it, until its retention is over; all
 * who wait learn the one result (ingress-api 3.4, 6.2).
 */

const keptMs = 3000;
const target = `Greeter/greet key=x keep=${String(keptMs)} journal=0`;

type Invocation = {
  attempt: number;
  /** The request that created it: repeated, it is its own retry. Undefined when a handler did. */
  readonly request: string | undefined;
  /** When it was asked to start, if it was. */
  readonly executeAtMs?: number;
  /** Nodes and completions of a handler, in the order they came. */
  readonly listeners: string[];
} & (
  | { status: 'scheduled' | 'runs' }
  | { status: 'completed'; readonly result: string; readonly expiresAtMs: number }
);

class KeyModel implements Model {
  readonly subject = /^-> (start|abort|forward|tell (?!admin))/;
  readonly opening = ['invoke caller Other/main'];
  nowMs = 0;
  invocation: Invocation | undefined;
  private requests = 0;
  private completions = 0;

  /** Mostly a new request, sometimes the first one again. */
  request(choice: number): string {
    const known = this.invocation?.request;
    return choice % 3 === 0 && known !== undefined ? known : `r${String(this.requests++)}`;
  }

  completion(): string {
    return `c${String(++this.completions)}`;
  }

  /** The invocation is asked for. Undefined when it is there; else it is created, and these things happen. */
  create(request: string | undefined, delayMs: number | undefined, listener?: string): string[] | undefined {
    if (this.invocation !== undefined) return undefined;
    this.invocation = {
      attempt: 0,
      status: 'scheduled',
      request,
      ...(delayMs !== undefined && { executeAtMs: this.nowMs + delayMs }),
      listeners: listener === undefined ? [] : [listener],
    };
    return delayMs === undefined ? this.start(' with its input') : [];
  }

  start(input = ''): string[] {
    const { invocation } = this;
    if (invocation === undefined) return [];
    invocation.status = 'runs';
    invocation.attempt++;
    return [`start x#${String(invocation.attempt)}${input}`];
  }

  listen(listener: string): void {
    const listeners = this.invocation?.listeners ?? [];
    if (!listeners.includes(listener)) listeners.push(listener);
  }

  complete(result: string, isKept = true): string[] {
    const { invocation } = this;
    if (invocation === undefined) return [];
    // Handlers hear of it when the rest is done: messages to them are delivered last.
    const inOrder = [
      ...invocation.listeners.filter(isNode),
      ...invocation.listeners.filter((each) => !isNode(each)),
    ];
    const told = inOrder.map((listener) => tell(listener, result));
    const { attempt, request, executeAtMs } = invocation;
    const expiresAtMs = this.nowMs + keptMs;
    const start = executeAtMs === undefined ? {} : { executeAtMs };
    this.invocation = isKept
      ? { attempt, request, listeners: [], ...start, status: 'completed', result, expiresAtMs }
      : undefined;
    return told;
  }

  /** Time has come to this. */
  pass(ms: number): string[] {
    this.nowMs += ms;
    const { invocation } = this;
    if (invocation?.status === 'scheduled' && (invocation.executeAtMs ?? 0) <= this.nowMs)
      return this.start();
    if (invocation?.status === 'completed' && invocation.expiresAtMs <= this.nowMs)
      this.invocation = undefined;
    return [];
  }
}

/** `n1` is a node, `c7` a completion of the handler that calls. */
function isNode(listener: string): boolean {
  return listener.startsWith('n');
}

function tell(listener: string, result: string): string {
  return isNode(listener)
    ? `tell ${listener}: x completed ${result}`
    : `forward to caller#1: call ${listener} ${result}`;
}

function runsAt({ executeAtMs }: { readonly executeAtMs?: number }): string {
  return executeAtMs === undefined ? '' : `, runs at ${String(executeAtMs)}ms`;
}

/** What a request hears that finds the invocation there. */
function foundReply(invocation: Invocation, request: string): string {
  if (request === invocation.request) return `accepted${runsAt(invocation)}`;
  return `previously-accepted${invocation.status === 'scheduled' ? runsAt(invocation) : ''}`;
}

const nodes = ['n1', 'n2', 'n3'] as const;
const nodeOf = (choice: number): string => chosen(nodes, choice) ?? nodes[0];

const isCalled = step((model: KeyModel, choice): Told => {
  const node = nodeOf(choice);
  const request = model.request(choice);
  const lines = [`invoke x ${target} caller=${node} request=${request}`];
  const created = model.create(request, undefined, node);
  const { invocation } = model;
  if (created !== undefined || invocation === undefined)
    return { lines, effects: [...(created ?? []), `tell ${node}: '${request}' accepted`] };
  if (invocation.status === 'completed') {
    const { result, expiresAtMs } = invocation;
    const reply = `completed ${result}, kept until ${String(expiresAtMs)}ms`;
    return { lines, effects: [`tell ${node}: '${request}' ${reply}`] };
  }
  model.listen(node);
  return { lines, effects: [`tell ${node}: '${request}' ${foundReply(invocation, request)}`] };
});

const isSent = step((model: KeyModel, choice): Told => {
  const node = nodeOf(choice);
  const request = model.request(choice);
  const delayMs = choice % 2 === 0 ? undefined : 1 + (choice % 2000);
  const at = delayMs === undefined ? '' : ` at=${String(model.nowMs + delayMs)}`;
  const lines = [`invoke x ${target} sender=${node} request=${request}${at}`];
  const created = model.create(request, delayMs);
  const { invocation } = model;
  const isNew = created !== undefined;
  const reply =
    invocation === undefined ? '' : isNew ? `accepted${runsAt(invocation)}` : foundReply(invocation, request);
  return { lines, effects: [...(created ?? []), `tell ${node}: '${request}' ${reply}`] };
});

const isCalledByHandler = step((model: KeyModel): Told => {
  const calleeId = model.completion();
  const result = model.completion();
  const lines = [`attempt caller#1 sends call ${calleeId} ${result} x ${target}`];
  const effects = [`forward to caller#1: call-invocation-id ${calleeId} x`];
  const created = model.create(undefined, undefined, result);
  if (created !== undefined) return { lines, effects: [...effects, ...created] };
  if (model.invocation?.status === 'completed')
    return { lines, effects: [...effects, tell(result, model.invocation.result)] };
  model.listen(result);
  return { lines, effects };
});

const isAttachedTo = step((model: KeyModel, choice): Told => {
  const node = nodeOf(choice);
  const { invocation } = model;
  const reply = (text: string): Told => ({
    lines: [`attach x node=${node}`],
    effects: [`tell ${node}: 'attach' ${text}`],
  });
  if (invocation === undefined) return reply('not-found');
  if (invocation.status === 'completed')
    return reply(`completed ${invocation.result}, kept until ${String(invocation.expiresAtMs)}ms`);
  model.listen(node);
  return reply('attached');
});

const ends = step((model: KeyModel, choice) => {
  const { invocation } = model;
  if (invocation?.status !== 'runs') return undefined;
  const attempt = `attempt x#${String(invocation.attempt)}`;
  const isFailure = choice % 4 === 0;
  const lines = [`${attempt} sends output ${isFailure ? '!' : ''}"v${String(choice)}"`, `${attempt} ends`];
  return { lines, effects: model.complete(isFailure ? `!"500 v${String(choice)}"` : `"v${String(choice)}"`) };
});

const isCancelled = step((model: KeyModel): Told => {
  const { invocation } = model;
  const lines = ['cancel x'];
  if (invocation?.status === 'scheduled') return { lines, effects: model.complete('!"409 canceled"', false) };
  const isRunning = invocation?.status === 'runs';
  return { lines, effects: isRunning ? [`forward to x#${String(invocation.attempt)}: signal s1 void`] : [] };
});

const isKilled = step((model: KeyModel): Told => {
  const { invocation } = model;
  const lines = ['kill x'];
  if (invocation === undefined || invocation.status === 'completed') return { lines, effects: [] };
  const { attempt, status } = invocation;
  const isRunning = status === 'runs';
  return {
    lines,
    effects: [
      ...(isRunning ? [`abort x#${String(attempt)}`] : []),
      // One that has not started leaves no trace.
      ...model.complete('!"409 killed"', isRunning),
    ],
  };
});

const isPurged = step((model: KeyModel): Told => {
  if (model.invocation?.status === 'completed') model.invocation = undefined;
  return { lines: ['purge x'], effects: [] };
});

const timePasses = step((model: KeyModel, choice): Told => {
  const effects = model.pass(choice * 2);
  return { lines: [`at ${String(model.nowMs)}ms`, 'due'], effects };
});

const steps = [
  isCalled,
  isCalled,
  isSent,
  isCalledByHandler,
  isAttachedTo,
  ends,
  ends,
  isCancelled,
  isKilled,
  isPurged,
  timePasses,
];

describe('an idempotency key', () => {
  it('does what its model does', () => {
    expectToFollow(() => new KeyModel(), steps);
  });

  it('is seen through when a result is forgotten before its time', () => {
    expectToNotice(
      () => new KeyModel(),
      steps,
      (engine) => ({
        apply: (view, input) =>
          engine.apply(
            {
              get: (table, group, member) =>
                table === 'invocation' && view.get('invocation', group, member)?.status === 'completed'
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
