import type { AttemptEvent } from '@perdure/engine';
import {
  invocationIdFromBytes,
  invocationKey,
  PerdureError,
  RuleBook,
  type Frame,
  type InvocationId,
  type InvocationRow,
  type InvokeCommand,
  type LogOffset,
  type NodeMessage,
  type PartitionCommand,
  type PartitionId,
} from '@perdure/model';
import type { CommandLog, LimitRulesReader, StateReader, StateStore } from '@perdure/ports';
import { decodeRow, encodeInputPayload, journalCodec } from '@perdure/protocol';
import { ManualClock, MemoryStateStore, MemoryStoreData } from '@perdure/testkit';
import { PartitionOwner, type AttemptRunner, type AttemptSink } from '../index.js';

export const partition = 0 as PartitionId;

interface StartedAttempt {
  readonly row: InvocationRow;
  readonly input?: Frame;
  readonly sink: AttemptSink;
}

/** Records what the processor asks for; tests play the SDK by reporting to an attempt's sink. */
class RecordingAttempts implements AttemptRunner {
  readonly started: StartedAttempt[] = [];
  readonly forwarded: Array<{
    invocationId: InvocationId;
    attempt: number;
    frame: Frame;
    journalIndex?: number;
  }> = [];
  readonly aborted: Array<readonly [InvocationId, number]> = [];
  releasedCount = 0;

  start(request: StartedAttempt): void {
    this.started.push(request);
  }
  forward(invocationId: InvocationId, attempt: number, frame: Frame, journalIndex?: number): void {
    this.forwarded.push({
      invocationId,
      attempt,
      frame,
      ...(journalIndex !== undefined && { journalIndex }),
    });
  }
  abort(invocationId: InvocationId, attempt: number): void {
    this.aborted.push([invocationId, attempt]);
  }
  askToSuspend(): void {
    // Not of interest here.
  }
  releasePartition(): void {
    this.releasedCount++;
  }
}

/** Rules that change when a test says so. */
class ManualRules implements LimitRulesReader {
  book = RuleBook.empty;
  private readonly watchers = new Set<() => void>();

  /** From now on so many may run in each scope; undefined: no limit. */
  limitScopes(concurrency: number | undefined): void {
    const rule = { pattern: '*', isDisabled: false, version: 1, lastModifiedMs: 0 };
    this.book = new RuleBook(concurrency === undefined ? [] : [{ ...rule, concurrency }]);
    for (const onChange of this.watchers) onChange();
  }

  watchBook(onChange: () => void): () => void {
    this.watchers.add(onChange);
    return () => this.watchers.delete(onChange);
  }
}

/** One partition over a store that outlives it: `restart` is what a crash leaves. */
export class PartitionHarness {
  readonly data = new MemoryStoreData();
  readonly clock = new ManualClock();
  readonly messages: NodeMessage[] = [];
  readonly stopped: PerdureError[] = [];
  readonly rules = new ManualRules();
  store!: MemoryStateStore;
  attempts!: RecordingAttempts;
  owner!: PartitionOwner;
  private offset = 0;
  private readsToFail = 0;

  /** A new owner over what is stored. `asyncReads` hides the synchronous reads, as a remote store would. */
  async start(
    options: { readonly asyncReads?: boolean; readonly cachedRowsMax?: number } = {},
  ): Promise<LogOffset | undefined> {
    const { cachedRowsMax = 100 } = options;
    this.store = new MemoryStateStore(this.data);
    this.attempts = new RecordingAttempts();
    this.owner = new PartitionOwner(
      {
        store: options.asyncReads === true ? this.withoutSyncReads(this.store) : this.store,
        log: {} as CommandLog,
        notifier: {
          notify: (_nodeId, message) => this.messages.push(message),
          subscribe: () => () => undefined,
        },
        attempts: this.attempts,
        clock: this.clock,
        codec: journalCodec,
        limitRules: this.rules,
        listener: {
          onCommit: () => undefined,
          onCommitRetry: () => undefined,
          onError: () => undefined,
          onStopped: (_partition, reason) => this.stopped.push(reason),
        },
      },
      { partitionCount: 1, cachedRowsMax, groupInputsMax: 1000, waitingInputsMax: 1000 },
    );
    const applied = await this.owner.onAssigned(partition);
    this.offset = applied ?? 0;
    return applied;
  }

  /** Resolves when the command is durable, rejects when it was not accepted. */
  append(command: PartitionCommand): Promise<void> {
    const offset = ++this.offset as LogOffset;
    return new Promise((resolve, reject) => {
      void this.owner.onEntries(partition, [
        {
          offset,
          record: { command },
          settle: (error) => {
            if (error === undefined) resolve();
            else reject(error instanceof Error ? error : new Error('not accepted'));
          },
        },
      ]);
    });
  }

  /** Reports to the attempt started last; resolves when that is durable or dropped. */
  report(event: DistributiveOmit<AttemptEvent, 'invocationId' | 'attempt'>): Promise<void> {
    const attempt = this.attempts.started.at(-1);
    if (attempt === undefined) throw new Error('no attempt was started');
    const { row, sink } = attempt;
    const full = { ...event, invocationId: row.id, attempt: row.attempt } as AttemptEvent;
    return new Promise((resolve) => sink.report(full, resolve));
  }

  /** The next asynchronous read of rows rejects with `STORE_UNAVAILABLE`. Calls add up. */
  failNextRead(): void {
    this.readsToFail++;
  }

  private withoutSyncReads(store: StateStore): StateStore {
    const reader: StateReader = {
      get: (owner, key) => store.get(owner, key),
      getMany: async (owner, keys) => {
        if (this.readsToFail > 0) {
          this.readsToFail--;
          throw new PerdureError('STORE_UNAVAILABLE', 'The read failed, as asked.', { retryable: true });
        }
        return store.getMany(owner, keys);
      },
      scan: (owner, table, group, options) => store.scan(owner, table, group, options),
    };
    return {
      ...reader,
      acquire: (owner, atLeast) => store.acquire(owner, atLeast),
      commit: (commit) => store.commit(commit),
      close: () => store.close(),
    };
  }

  invocation(id: InvocationId): InvocationRow | undefined {
    const bytes = this.store.getSync(partition, invocationKey(id));
    return bytes === undefined ? undefined : decodeRow('invocation', bytes);
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export function invocationId(number: number): InvocationId {
  const bytes = new Uint8Array(24);
  bytes[23] = number;
  return invocationIdFromBytes(bytes);
}

export function invoke(id: InvocationId, more: Partial<InvokeCommand> = {}): InvokeCommand {
  return {
    kind: 'invoke',
    invocationId: id,
    target: { service: 'Greeter', serviceType: 'service', handler: 'greet', handlerKind: 'plain' },
    input: encodeInputPayload([], Buffer.from('"Ada"')),
    source: { kind: 'ingress' },
    retention: { completionMs: 1000, journalMs: 1000 },
    ...more,
  };
}
