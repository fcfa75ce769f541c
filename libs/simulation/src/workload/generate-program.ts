import type { Random } from '../kernel/random.js';
import type { Branch, Callee, Program, Step } from '../sdk/program.js';
import { limitKeys, scopes } from '../ports/sim-limits.js';
import { targetOf, type Level } from '../sdk/services.js';
import type { HandlerKind, InvocationTarget } from '@perdure/model';

const objectKeys = ['a', 'b'] as const;
const stateKeys = ['x', 'y'] as const;
const stepsMax = 5;

/** Handlers made up by chance, of every construct their kind allows. */
export class ProgramGenerator {
  private uniqueCount = 0;

  constructor(
    private readonly random: Random,
    private readonly areScopesKnown: boolean,
  ) {}

  /** Somebody to call, and what he shall do. */
  callee(level: Level): Callee {
    const { random } = this;
    const scope = this.areScopesKnown && random.chance(0.3) ? random.pick(scopes) : undefined;
    const limitKey = scope === undefined ? undefined : random.pick([undefined, ...limitKeys]);
    const target = { ...this.target(level), ...(scope !== undefined && { scope }) };
    // A workflow has a key of its own kind.
    const isKeyed = target.handlerKind !== 'workflow' && random.chance(0.3);
    return {
      target,
      program: this.program(target.handlerKind, level),
      ...(isKeyed && { idempotencyKey: this.unique('key') }),
      ...(limitKey !== undefined && { limitKey }),
    };
  }

  unique(prefix: string): string {
    return `${prefix}${this.uniqueCount++}`;
  }

  private target(level: Level): InvocationTarget {
    const { random } = this;
    const roll = random.fraction();
    if (roll < 0.25) return targetOf(`Plain${level}`, 'do', '');
    if (roll < 0.65) return targetOf(`Object${level}`, 'write', random.pick(objectKeys));
    if (roll < 0.75) return targetOf(`Object${level}`, 'read', random.pick(objectKeys));
    return targetOf(`Flow${level}`, 'run', this.unique('w'));
  }

  private program(kind: HandlerKind, level: Level): Program {
    const { random } = this;
    const steps = Array.from({ length: random.between(0, stepsMax) }, () => this.step(kind, level));
    return { steps, ending: random.chance(0.9) ? 'value' : 'failure' };
  }

  private step(kind: HandlerKind, level: Level): Step {
    const { random } = this;
    const makers: Array<() => Step> = [
      () => ({
        kind: 'run',
        failures: random.chance(0.2) ? random.between(1, 3) : 0,
        isTerminal: random.chance(0.1),
      }),
      () => ({ kind: 'run', failures: 0, isTerminal: false }),
      () => ({ kind: 'either', ways: [this.step(kind, level), this.step(kind, level)] }),
      () => ({ kind: 'sleep', ms: this.delayMs() }),
      () => ({ kind: 'awakeable', delayMs: this.delayMs() }),
      () => ({ kind: 'signal', name: this.unique('signal'), delayMs: this.delayMs() }),
      () => ({ kind: 'fail-attempt', times: random.between(1, 2) }),
    ];
    if (level < 2) makers.push(...this.callingSteps((level + 1) as Level));
    if (kind === 'exclusive' || kind === 'workflow') makers.push(...this.writingSteps());
    if (kind === 'shared') makers.push(() => ({ kind: 'get-state', key: random.pick(stateKeys) }));
    if (kind === 'workflow') makers.push(...this.promiseSteps());
    return random.pick(makers as [() => Step, ...Array<() => Step>])();
  }

  private callingSteps(level: Level): Array<() => Step> {
    const { random } = this;
    const thens = ['nothing', 'attach', 'attach-by-key', 'output', 'cancel'] as const;
    return [
      () => ({ kind: 'call', callee: this.callee(level) }),
      () => ({ kind: 'call', callee: this.callee(level) }),
      () => ({
        kind: 'send',
        callee: this.callee(level),
        delayMs: random.chance(0.4) ? this.delayMs() : 0,
        then: random.pick(thens),
      }),
      () => ({ kind: 'race', branches: [this.branch(level), this.branch(level)] }),
      () => ({ kind: 'all', branches: [this.branch(level), this.branch(level)] }),
    ];
  }

  private writingSteps(): Array<() => Step> {
    const key = this.random.pick(stateKeys);
    return [
      () => ({ kind: 'append-state', key }),
      () => ({ kind: 'append-state', key }),
      () => ({ kind: 'get-state', key }),
      () => ({ kind: 'get-state-keys' }),
      () => ({ kind: 'clear-state', key }),
      () => ({ kind: 'clear-all-state' }),
    ];
  }

  private promiseSteps(): Array<() => Step> {
    const key = this.random.pick(['p', 'q']);
    return [
      () => ({ kind: 'promise', key, delayMs: this.delayMs() }),
      () => ({ kind: 'complete-promise', key }),
      () => ({ kind: 'peek-promise', key }),
    ];
  }

  private branch(level: Level): Branch {
    return this.random.chance(0.5)
      ? { kind: 'sleep', ms: this.delayMs() }
      : { kind: 'call', callee: this.callee(level) };
  }

  /** Mostly short, sometimes long enough for a node to die meanwhile. */
  private delayMs(): number {
    return this.random.chance(0.8) ? this.random.between(0, 300) : this.random.between(300, 4000);
  }
}
