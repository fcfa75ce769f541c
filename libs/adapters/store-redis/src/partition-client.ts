import { PerdureError, type Epoch, type LogOffset, type PartitionId } from '@perdure/model';
import type { Commit, PartitionPosition } from '@perdure/ports';
import type { ScriptCall } from '@perdure/redis-client';
import { commitArguments } from './commit-arguments.js';
import type { PartitionKeys } from './keys.js';
import { divergedError, fencedError, formatError } from './refusals.js';

/** Grows with every change of the layout that an older version would misread. */
const format = '1';

export interface WriteScripts {
  readonly acquire: ScriptCall;
  readonly commit: ScriptCall;
}

/** What `commit.lua` found. */
type Verdict =
  | { readonly kind: 'stored' }
  | { readonly kind: 'fenced'; readonly storedEpoch: number }
  | { readonly kind: 'diverged'; readonly storedSequence: number };

/**
 * Writes one partition. Redis decides what is accepted; this side only remembers which of its commits it has heard to be
 * stored, and which are under way. Both matter when answers get lost or requests change places on their way:
 *
 * - After a lost connection ioredis sends unanswered commits again, in order, also those that later ones were already
 *   stored behind. The script recognises them by the newest sequence whose answer was heard.
 * - A request that is redirected (a slot that moves, a script that was flushed) is overtaken by those behind it, and
 *   they are refused for the gap. They are sent again once the one before them is stored.
 */
export class PartitionClient {
  private acquired: Epoch | undefined;
  private acknowledgedSequence = 0;
  private lastCommit: Promise<void> | undefined;

  constructor(
    private readonly partition: PartitionId,
    private readonly keys: PartitionKeys,
    private readonly scripts: WriteScripts,
  ) {}

  async acquire(atLeast: number): Promise<PartitionPosition> {
    const reply = textsOf(await this.scripts.acquire([this.keys.position], [format, String(atLeast)]));
    const [outcome, first = '', sequence = '', appliedOffset = ''] = reply;
    if (outcome === 'format') throw formatError(this.partition, first);
    const position: PartitionPosition = {
      epoch: Number(first) as Epoch,
      sequence: Number(sequence),
      appliedOffset: appliedOffset === '' ? undefined : (Number(appliedOffset) as LogOffset),
    };
    // Acquisitions may cross; the newest epoch is the one that counts.
    if (this.acquired === undefined || position.epoch > this.acquired) {
      this.acquired = position.epoch;
      this.acknowledgedSequence = position.sequence;
    }
    return position;
  }

  commit(commit: Commit): Promise<void> {
    const stored = this.store(commit, this.lastCommit);
    this.lastCommit = stored;
    const forget = (): void => {
      if (this.lastCommit === stored) this.lastCommit = undefined;
    };
    stored.then(forget, forget);
    return stored;
  }

  private async store(commit: Commit, before: Promise<void> | undefined): Promise<void> {
    let verdict = await this.send(commit);
    if (verdict.kind === 'diverged' && verdict.storedSequence < commit.sequence && before !== undefined) {
      await before;
      verdict = await this.send(commit);
    }
    switch (verdict.kind) {
      case 'fenced':
        throw fencedError(commit, verdict.storedEpoch);
      case 'diverged':
        throw divergedError(commit, verdict.storedSequence);
      case 'stored':
        if (commit.epoch === this.acquired && commit.sequence > this.acknowledgedSequence)
          this.acknowledgedSequence = commit.sequence;
    }
  }

  private async send(commit: Commit): Promise<Verdict> {
    // Nothing is known of an epoch that somebody else acquired: then only the very last commit counts as a repeat.
    const acknowledged = commit.epoch === this.acquired ? this.acknowledgedSequence : commit.sequence;
    const { keys, values } = commitArguments(commit, this.keys, acknowledged);
    const [kind, stored] = textsOf(await this.scripts.commit(keys, values));
    if (kind === 'stored') return { kind };
    if (kind === 'fenced') return { kind, storedEpoch: Number(stored) };
    if (kind === 'diverged') return { kind, storedSequence: Number(stored) };
    throw new PerdureError('INVARIANT_VIOLATED', `commit.lua answered ${String(kind)}.`);
  }
}

function textsOf(reply: unknown): string[] {
  return (reply as Buffer[]).map((text) => text.toString());
}
