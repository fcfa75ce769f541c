import type { Frame, InvocationRow, PartitionId } from '@perdure/model';
import type { Clock, DeploymentClient, Ids, RegistryReader, StateReader } from '@perdure/ports';
import type { AttemptSink } from './attempt-sink.js';
import type { DeadlineWatch } from './deadline-watch.js';
import type { HandlingLookup } from './handling-lookup.js';
import type { Logger } from './logger.js';
import type { AttemptOutcome } from './observer.js';
import type { CommandResolver } from './resolve-command.js';
import type { InvokerSettings } from './settings.js';
import type { InvokerTracer } from './tracer.js';

/** What an attempt is asked for with. */
export interface AttemptStart {
  readonly partition: PartitionId;
  /**
   * The invocation that asked for the attempt, or a newer row of the same attempt. `row.attempt` is its token; entries
   * from `row.attemptJournalLength` on reach the attempt by `forward`.
   */
  readonly row: InvocationRow;
  /** The Input frame, when the journal holds nothing else. */
  readonly input?: Frame;
  /** Whole state of the instance, where it is at hand; otherwise it is read. */
  readonly state?: ReadonlyMap<string, Uint8Array>;
  readonly sink: AttemptSink;
}

/** How an attempt that held a slot ended. */
export interface AttemptEnding {
  readonly outcome: AttemptOutcome;
  /** From when it got its slot. */
  readonly durationMs: number;
}

/** What all attempts share. */
export interface AttemptContext {
  readonly settings: InvokerSettings;
  readonly client: DeploymentClient;
  readonly registry: RegistryReader;
  readonly reader: StateReader;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger | undefined;
  readonly tracer: InvokerTracer | undefined;
  readonly handlings: HandlingLookup;
  readonly resolver: CommandResolver;
  readonly deadlines: DeadlineWatch;
  /**
   * Called once per attempt, when it has reported its last or was cut: the slot it held is free. Without an ending when it
   * held none.
   */
  readonly onOver: (start: AttemptStart, ending?: AttemptEnding) => void;
}
