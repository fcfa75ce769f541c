import type { PartitionInput } from '@perdure/engine';
import { RuleBook, single, type InvocationId, type PartitionId } from '@perdure/model';
import type { Clock, LimitRulesReader, StateReader } from '@perdure/ports';
import { decodeRow } from '@perdure/protocol';
import { scanPages } from './load-rows.js';

const pageRows = 500;
/** Wait before a review that failed begins again. */
const retryMs = 1000;

export interface LimitReviewOptions {
  readonly partition: PartitionId;
  readonly reader: StateReader;
  readonly clock: Clock;
  /** Undefined: nothing is limited. */
  readonly rules: LimitRulesReader | undefined;
  /** Applies an input; resolves when that is durable, rejects when the partition stopped. */
  readonly apply: (input: PartitionInput) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Tells a partition what follows from a change of the rules: to count what runs under a limit that is new, and to let
 * those start who wait for a limit that is not what it was. New inputs follow the new rules at once, save that nobody
 * starts under a new limit until what runs is counted, which would let more run than it allows. One review at a time, and
 * everything it does may be done again.
 */
export class LimitReview {
  /** The rules as they were seen last. */
  private seen = RuleBook.empty;
  /** The same, with limits held whose counts are not right yet. Undefined until the partition is open. */
  private applied: RuleBook | undefined;
  private hasChanged = false;
  private mustCount = false;
  private isReviewing = false;
  private isStopped = false;
  private stopWatching: (() => void) | undefined;

  constructor(private readonly options: LimitReviewOptions) {}

  /** What inputs are applied under. */
  get book(): RuleBook {
    return this.applied ?? this.rules;
  }

  /** The partition is open: its attempts are started again, and counted by that. */
  start(): void {
    this.seen = this.applied = this.rules;
    this.stopWatching = this.options.rules?.watchBook(() => this.follow());
    // Rules may have changed, and the last owner may have stopped, before everybody was let through.
    void this.review(() => this.letThrough());
  }

  stop(): void {
    this.isStopped = true;
    this.stopWatching?.();
  }

  private get rules(): RuleBook {
    return this.options.rules?.book ?? RuleBook.empty;
  }

  private follow(): void {
    const { rules, seen } = this;
    if (rules === seen) return;
    this.seen = rules;
    this.hasChanged = true;
    this.mustCount ||= rules.limitsMoreThan(seen);
    this.applied = this.mustCount ? rules.heldAgainst(this.book) : rules;
    void this.review();
  }

  /** @param due what is to be done whether or not the rules have changed */
  private async review(due?: () => Promise<void>): Promise<void> {
    if (this.isReviewing) return;
    this.isReviewing = true;
    for (let next = due ?? this.change(); next !== undefined && !this.isStopped; next = this.change()) {
      await this.untilDone(next);
    }
    this.isReviewing = false;
  }

  /** What follows from the change of the rules since the last review; undefined when there was none. */
  private change(): (() => Promise<void>) | undefined {
    if (!this.hasChanged) return undefined;
    this.hasChanged = false;
    const { seen } = this;
    return async () => {
      await this.untilAppliedIsStored();
      if (this.mustCount) {
        await this.countRunning();
        // What is newer than this review is held until the next one ends, which lets through who waits.
        if (this.seen !== seen) return;
        this.mustCount = false;
        this.applied = seen;
        await this.untilAppliedIsStored();
      }
      await this.letThrough();
    };
  }

  private async untilDone(work: () => Promise<void>): Promise<void> {
    for (let isDone = false; !isDone && !this.isStopped;) {
      isDone = await work().then(
        () => true,
        async (error: unknown) => {
          await this.pauseAfter(error);
          return false;
        },
      );
    }
  }

  /** What fails because the partition stopped is no news. */
  private async pauseAfter(error: unknown): Promise<void> {
    if (this.isStopped) return;
    this.options.onError(error);
    await new Promise<void>((resolve) => this.options.clock.schedule(retryMs, resolve));
  }

  /** What was applied under the rules before can be found by scans from then on. */
  private async untilAppliedIsStored(): Promise<void> {
    await this.options.apply({ kind: 'limits-added', invoked: [] });
  }

  private async countRunning(): Promise<void> {
    const { partition, reader, apply } = this.options;
    for await (const page of scanPages(reader, partition, 'active', single, pageRows)) {
      const invoked = page
        .filter(({ value }) => decodeRow('active', value) === 'invoked')
        .map(({ member }) => member as InvocationId);
      if (invoked.length > 0) await apply({ kind: 'limits-added', invoked });
    }
  }

  private async letThrough(): Promise<void> {
    const { partition, reader, apply } = this.options;
    for await (const page of scanPages(reader, partition, 'limit', single, pageRows)) {
      const awaited = page.filter(({ value }) => {
        const { resuming, starting } = decodeRow('limit', value);
        return resuming !== undefined || starting !== undefined;
      });
      await Promise.all(awaited.map(({ member: counter }) => apply({ kind: 'slots-freed', counter })));
    }
  }
}
