import { assertNever, cancelSignal, failureResult, type AwaitPoint, type Result } from '@perdure/model';
import { AttemptFailed, TerminalFailure } from './errors.js';
import { encodeText } from './frames.js';
import {
  completion,
  namedSignal,
  numberedSignal,
  type HandlerContext,
  type Waitable,
} from './handler-context.js';
import type { Branch, Callee, Program, Step } from './program.js';
import { awakeableIdOf } from './awakeable.js';

type Running<T> = Generator<AwaitPoint, T, void>;

/** Runs a handler from the start. It yields where it has to wait, and ends with its output sent. */
export function* runProgram(context: HandlerContext): Running<void> {
  const program = JSON.parse(context.input()) as Program;
  const handler = new ProgramRun(context);
  let result: Result;
  try {
    const value = yield* handler.steps(program.steps);
    result =
      program.ending === 'value'
        ? { kind: 'value', value: encodeText(value) }
        : failureResult(500, `ended badly after ${value}`);
  } catch (error) {
    if (!(error instanceof TerminalFailure)) throw error;
    yield* handler.cancelOpenCalls();
    result = { kind: 'failure', failure: error.failure };
  }
  context.command({ kind: 'output', result });
}

class ProgramRun {
  /** Calls whose result the handler has not seen, by the completion that has their id. */
  private readonly openCalls = new Set<Waitable>();

  constructor(private readonly context: HandlerContext) {}

  /** A digest of everything the handler saw: two executions that saw different things do not answer the same. */
  *steps(steps: readonly Step[]): Running<string> {
    let digest = 0;
    for (const [index, step] of steps.entries()) {
      const seen = yield* this.step(step, index);
      digest = hashOf(`${index}=${seen};`, digest);
    }
    return digest.toString(16);
  }

  /** As SDKs do: whoever is cancelled cancels what it waits for. */
  *cancelOpenCalls(): Running<void> {
    for (const calleeId of this.openCalls)
      this.context.command({
        kind: 'send-signal',
        targetInvocationId: yield* this.context.value(calleeId),
        signal: cancelSignal,
        result: { kind: 'void' },
      });
  }

  private *step(step: Step, index: number): Running<string> {
    const { context } = this;
    switch (step.kind) {
      case 'run':
        return yield* context.value(context.run(step.failures, step.isTerminal));
      case 'either': {
        const value = yield* context.value(context.run(0, false));
        const [left, right] = step.ways;
        return yield* this.step(hashOf(value) % 2 === 0 ? left : right, index);
      }
      case 'sleep':
        return yield* context.value(this.sleep(step.ms));
      case 'append-state': {
        const list = yield* context.getState(step.key);
        context.setState(step.key, `${list}${context.start.invocationId}#${index};`);
        return list;
      }
      case 'get-state':
        return yield* context.getState(step.key);
      case 'get-state-keys':
        return yield* context.getStateKeys();
      case 'clear-state':
        context.clearState(step.key);
        return '';
      case 'clear-all-state':
        context.clearAllState();
        return '';
      case 'call':
        return yield* this.awaitBranches('all', [this.call(step.callee)]);
      case 'send':
        return yield* this.send(step);
      case 'awakeable': {
        const signalIndex = context.newAwakeable();
        const awakeableId = awakeableIdOf(context.start.invocationId, signalIndex);
        this.ask(step.delayMs, helper([{ kind: 'complete-awakeable', awakeableId }]));
        return yield* context.value(numberedSignal(signalIndex));
      }
      case 'signal': {
        const { invocationId } = context.start;
        const name = `${step.name}${index}`;
        const value = `${invocationId}#${index}`;
        this.ask(step.delayMs, helper([{ kind: 'send-signal', invocationId, name, value }]));
        return yield* context.value(namedSignal(name));
      }
      case 'complete-awakeable': {
        const result: Result = { kind: 'value', value: encodeText('awake') };
        context.command({ kind: 'complete-awakeable', awakeableId: step.awakeableId, result });
        return '';
      }
      case 'send-signal': {
        const { invocationId: targetInvocationId, name, value } = step;
        const signal = { kind: 'name', name } as const;
        const result: Result = { kind: 'value', value: encodeText(value) };
        context.command({ kind: 'send-signal', targetInvocationId, signal, result });
        return '';
      }
      case 'promise': {
        const { key } = step;
        const target = { ...context.start.target, handler: 'poke', handlerKind: 'shared' } as const;
        const program: Program = { steps: [{ kind: 'complete-promise', key }], ending: 'value' };
        this.ask(step.delayMs, { target, program });
        const completionId = context.newCompletion();
        context.command({ kind: 'get-promise', key, completionId });
        return yield* context.value(completion(completionId));
      }
      case 'complete-promise': {
        const completionId = context.newCompletion();
        const result: Result = {
          kind: 'value',
          value: encodeText(`by ${context.start.invocationId}#${index}`),
        };
        context.command({ kind: 'complete-promise', key: step.key, result, completionId });
        return yield* context.value(completion(completionId));
      }
      case 'peek-promise': {
        const completionId = context.newCompletion();
        context.command({ kind: 'peek-promise', key: step.key, completionId });
        return yield* context.value(completion(completionId));
      }
      case 'race':
      case 'all':
        return yield* this.awaitBranches(
          step.kind === 'race' ? 'first' : 'all',
          step.branches.map((branch) => this.branch(branch)),
        );
      case 'fail-attempt':
        if (context.isStillFailing(index, step.times)) throw new AttemptFailed(`step ${index} fails for now`);
        return '';
      default:
        return assertNever(step);
    }
  }

  private branch(branch: Branch): StartedBranch {
    return branch.kind === 'sleep' ? { result: this.sleep(branch.ms) } : this.call(branch.callee);
  }

  private sleep(ms: number): Waitable {
    const completionId = this.context.newCompletion();
    const wakeUpAtMs = this.context.wakeUpAtMs(ms);
    this.context.command({ kind: 'sleep', wakeUpAtMs, completionId });
    return completion(completionId);
  }

  private call(callee: Callee): StartedBranch {
    const invocationIdCompletionId = this.context.newCompletion();
    const resultCompletionId = this.context.newCompletion();
    this.context.command({
      kind: 'call',
      ...calleeFields(callee),
      invocationIdCompletionId,
      resultCompletionId,
    });
    const calleeId = completion(invocationIdCompletionId);
    this.openCalls.add(calleeId);
    return { result: completion(resultCompletionId), calleeId };
  }

  private *awaitBranches(how: 'first' | 'all', branches: readonly StartedBranch[]): Running<string> {
    const results = branches.map(({ result }) => result);
    for (const { calleeId } of branches) if (calleeId !== undefined) yield* this.context.wait(calleeId);
    yield* this.context.wait({ kind: how, of: results });
    const seen = how === 'all' ? branches.map((_, index) => index) : [this.context.winner(results)];
    const texts: string[] = [];
    for (const [index, { result, calleeId }] of branches.entries()) {
      if (!seen.includes(index)) continue;
      if (calleeId !== undefined) this.openCalls.delete(calleeId);
      texts.push(`${index}:${this.context.text(result)}`);
    }
    return texts.join(',');
  }

  private *send({ callee, delayMs, then }: Extract<Step, { kind: 'send' }>): Running<string> {
    const { context } = this;
    const invocationIdCompletionId = context.newCompletion();
    const invokeAtMs = delayMs === 0 ? 0 : context.wakeUpAtMs(delayMs);
    context.command({ kind: 'one-way-call', ...calleeFields(callee), invocationIdCompletionId, invokeAtMs });
    if (then === 'nothing') return '';
    const invocationId = yield* context.value(completion(invocationIdCompletionId));
    const byId = { kind: 'invocation', invocationId } as const;
    if (then === 'cancel') {
      const signal = cancelSignal;
      context.command({
        kind: 'send-signal',
        targetInvocationId: invocationId,
        signal,
        result: { kind: 'void' },
      });
      return '';
    }
    const completionId = context.newCompletion();
    const { target, idempotencyKey } = callee;
    if (then === 'output') context.command({ kind: 'get-invocation-output', target: byId, completionId });
    else if (then === 'attach-by-key' && idempotencyKey !== undefined)
      context.command({
        kind: 'attach-invocation',
        target: {
          kind: 'idempotent-request',
          service: target.service,
          handler: target.handler,
          idempotencyKey,
          ...(target.key !== undefined && { serviceKey: target.key }),
          ...(target.scope !== undefined && { scope: target.scope }),
        },
        completionId,
      });
    else context.command({ kind: 'attach-invocation', target: byId, completionId });
    return yield* context.value(completion(completionId));
  }

  /** Sends and forgets. */
  private ask(delayMs: number, callee: Callee): void {
    this.context.command({
      kind: 'one-way-call',
      ...calleeFields(callee),
      invocationIdCompletionId: this.context.newCompletion(),
      invokeAtMs: delayMs === 0 ? 0 : this.context.wakeUpAtMs(delayMs),
    });
  }
}

/** Of 32 bits, over what was hashed before. */
function hashOf(text: string, before = 0): number {
  let hash = before | 0;
  for (const character of text) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  return hash >>> 0;
}

interface StartedBranch {
  readonly result: Waitable;
  /** Set for calls: the completion that has the callee's id. */
  readonly calleeId?: Waitable;
}

function helper(steps: readonly Step[]): Callee {
  return {
    target: { service: 'Helper', serviceType: 'service', handler: 'do', handlerKind: 'plain' },
    program: { steps, ending: 'value' },
  };
}

function calleeFields({ target, program, idempotencyKey, limitKey }: Callee): {
  service: string;
  handler: string;
  key: string;
  headers: [];
  parameter: Uint8Array;
  idempotencyKey?: string;
  scope?: string;
  limitKey?: string;
} {
  return {
    service: target.service,
    handler: target.handler,
    key: target.key ?? '',
    headers: [],
    parameter: encodeText(JSON.stringify(program)),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(target.scope !== undefined && { scope: target.scope }),
    ...(limitKey !== undefined && { limitKey }),
  };
}
