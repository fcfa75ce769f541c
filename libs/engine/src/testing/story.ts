import {
  RuleBook,
  single,
  timerDueAtMs,
  type Epoch,
  type InvocationId,
  type LimitRule,
  type PartitionId,
} from '@perdure/model';
import { createEngine, type Engine } from '../apply.js';
import type { PartitionInput, TimedInput } from '../input.js';
import type { Transition } from '../transition.js';
import { parseInput } from './input-text.js';
import { LazyView, MemoryView } from './memory-view.js';
import { Names } from './names.js';
import { brokenPromises, unansweredListeners } from './partition-checks.js';
import { parseOutboxNumber } from './outbox-text.js';
import { TextCodec } from './text-codec.js';
import { transitionText } from './transition-text.js';

export interface StoryOptions {
  /** Spares a story of thousands of inputs the checks, which look at everything each time. */
  readonly isLong?: boolean;
  /** Puts a mistake between the engine and the partition, to see it found. */
  readonly plant?: PlantedMistake;
}

export type PlantedMistake = (engine: Engine) => Engine;

/**
 * A partition that is told what happens, line by line, and says what it makes of it. After every input it checks that
 * applying is pure and that the partition keeps its promises.
 */
export class Story {
  readonly names = new Names();
  readonly codec = new TextCodec(this.names);
  view = new MemoryView();
  nowMs = 0;
  epoch = 1 as Epoch;
  rules = RuleBook.empty;
  /** Called with every transition, once the view holds its changes. */
  onTransition: (transition: Transition) => void = () => undefined;
  private readonly engine: Engine;
  /** Token of the newest attempt of each invocation; see {@link checkStarts}. */
  private readonly tokens = new Map<string, number>();

  private readonly isLong: boolean;

  constructor(partitionCount = 1, { isLong = false, plant }: StoryOptions = {}) {
    this.isLong = isLong;
    const engine = createEngine({ codec: this.codec, partition: 0 as PartitionId, partitionCount });
    this.engine = plant?.(engine) ?? engine;
  }

  /**
   * One line: `at <time>ms` moves the clock, `due` fires the timers that are due, `early <n>ms` those due until then,
   * `new-owner` takes the partition over, `delivered #<n>` ends an outbox message, `rules <pattern>=<n> …` says what is
   * limited from now on (`-`: not at all); any other is an input.
   */
  tell(line: string): string[] {
    const [, word = '', argument = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    switch (word) {
      case 'at':
        this.nowMs = Number.parseInt(argument, 10);
        return [];
      case 'due':
        return this.fire(this.nowMs);
      case 'early':
        return this.fire(Number.parseInt(argument, 10));
      case 'new-owner':
        this.epoch = (this.epoch + 1) as Epoch;
        return [
          ...this.print(this.apply({ kind: 'owner-changed', invoked: this.invoked() })),
          ...this.freeSlots(),
        ];
      case 'rules':
        return this.follow(new RuleBook(parseRules(argument)));
      case 'delivered':
        return this.print(this.apply({ kind: 'outbox-delivered', number: parseOutboxNumber(argument) }));
      default:
        return this.print(this.apply(parseInput(line, this.names, this.codec)));
    }
  }

  apply(input: PartitionInput): Transition {
    const timed = { nowMs: this.nowMs, epoch: this.epoch, input, rules: this.rules };
    const transition = this.engine.apply(this.view, timed);
    if (this.isLong) {
      this.view.apply(transition.changes);
      this.onTransition(transition);
      return transition;
    }
    const late = this.applyLoading(timed);
    if (JSON.stringify(late) !== JSON.stringify(transition))
      throw new Error('ReplayEqualsLive: applying is not pure');

    const before = this.view;
    const after = before.copy();
    after.apply(transition.changes);
    this.view = after;
    const problems = [
      ...brokenPromises(after, this.codec),
      ...unansweredListeners(before, after, transition),
      ...this.checkStarts(transition),
    ];
    if (problems.length > 0) throw new Error(problems.map((problem) => this.readable(problem)).join('\n'));
    this.onTransition(transition);
    return transition;
  }

  /** As over a remote store: what the input lacks is loaded, and the same input applied again. */
  private applyLoading(input: TimedInput): Transition {
    const view = new LazyView(this.view);
    for (;;)
      try {
        return this.engine.apply(view, input);
      } catch (needed) {
        view.load(needed);
      }
  }

  /** What an owner does when the rules change. */
  private follow(rules: RuleBook): string[] {
    const isMoreLimited = rules.limitsMoreThan(this.rules);
    this.rules = rules;
    const counted = isMoreLimited
      ? this.print(this.apply({ kind: 'limits-added', invoked: this.invoked() }))
      : [];
    return [...counted.filter((line) => line !== 'nothing'), ...this.freeSlots()];
  }

  /** Every line gets a chance, again for as long as it is told that there are more. */
  private freeSlots(): string[] {
    const counters = this.view.all('limit').map(({ member }) => member);
    const lines: string[] = [];
    for (const counter of counters) {
      const transition = this.apply({ kind: 'slots-freed', counter });
      for (const effect of transition.effects)
        if (effect.kind === 'admit-more') counters.push(effect.counter);
      if (transition.changes.length > 0) lines.push(...this.print(transition));
    }
    return lines;
  }

  private invoked(): InvocationId[] {
    const active = this.view.all('active').filter(({ row }) => row === 'invoked');
    return active.map(({ member }) => member as InvocationId);
  }

  private fire(untilMs: number): string[] {
    const due = this.view
      .all('timer')
      .map(({ member }) => member)
      .filter((member) => timerDueAtMs(member) <= untilMs);
    return due.flatMap((member) => this.print(this.apply({ kind: 'timer-due', member })));
  }

  /** OneLiveAttempt: a new attempt has a newer token, and the row knows it, so that nobody listens to an older one. */
  private checkStarts({ effects }: Transition): string[] {
    const problems: string[] = [];
    for (const effect of effects) {
      if (effect.kind !== 'start-attempt') continue;
      const { invocationId, attempt } = effect;
      const row = this.view.get('invocation', invocationId, single);
      const isFirst = attempt === 1;
      if (!isFirst && attempt <= (this.tokens.get(invocationId) ?? 0))
        problems.push(`OneLiveAttempt: ${invocationId}`);
      if (row?.status === 'invoked' && row.attempt < attempt)
        problems.push(`OneLiveAttempt: ${invocationId} is behind`);
      this.tokens.set(invocationId, attempt);
    }
    return problems;
  }

  private print(transition: Transition): string[] {
    return transitionText(transition, this.names);
  }

  private readable(problem: string): string {
    return problem.replaceAll(/inv_1\w{33}/g, (id) => this.names.name(id));
  }
}

function parseRules(text: string): LimitRule[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((rule) => {
      const [pattern = '', limit = ''] = rule.split('=');
      return {
        pattern,
        ...(limit !== '-' && { concurrency: Number(limit) }),
        isDisabled: false,
        version: 1,
        lastModifiedMs: 0,
      };
    });
}
