import { secondMs } from '@perdure/model';
import type { HandlingDefaults } from '@perdure/registry';

export interface InvokerSettings {
  /** Attempts that run at once on this node; the others wait their turn. */
  readonly concurrentAttemptsMax: number;
  /** Attempts that wait; beyond that an attempt is put off without counting against its retry policy. */
  readonly queuedAttemptsMax: number;
  /** A message from an SDK of this many bytes or more fails its attempt (service-protocol 3.1). */
  readonly messageBytesMax: number;
  /** A message from an SDK of this many bytes or more is logged. */
  readonly messageWarningBytes: number;
  /** Keys and values of object state that are sent up front; what does not fit is asked for (4.10). */
  readonly eagerStateBytesMax: number;
  /** Highest version of the service protocol that is offered. */
  readonly protocolVersionMax: number;
  /** Take calls into scopes, with limit keys (5.13). */
  readonly acceptsScopes: boolean;
  /** Sent with every attempt, after the deployment's own headers. Lower-case names. */
  readonly additionalRequestHeaders: Readonly<Record<string, string>>;
  /** Used where neither handler nor service says otherwise. */
  readonly handlingDefaults: HandlingDefaults;
  /** Events of one attempt whose commit is under way, before its stream is no longer read. */
  readonly unsettledEventsMax: number;
  /** The same, in bytes. A single larger message is let through. */
  readonly unsettledBytesMax: number;
  /**
   * Bytes that wait for an SDK that does not read. Beyond that the attempt is asked to suspend, and gets the rest from the
   * journal next time.
   */
  readonly unsentBytesMax: number;
  /** After its last message an endpoint has this long to end the response in good order. */
  readonly drainMs: number;
  /** When the invoker closes, running attempts have this long to suspend. */
  readonly closeGraceMs: number;
}

const mebibyte = 1024 * 1024;

export const defaultInvokerSettings: Omit<InvokerSettings, 'handlingDefaults'> = {
  concurrentAttemptsMax: 1000,
  queuedAttemptsMax: 100_000,
  messageBytesMax: 32 * mebibyte,
  messageWarningBytes: 10 * mebibyte,
  eagerStateBytesMax: 32 * mebibyte,
  protocolVersionMax: 6,
  acceptsScopes: true,
  additionalRequestHeaders: {},
  unsettledEventsMax: 1024,
  unsettledBytesMax: 4 * mebibyte,
  unsentBytesMax: 4 * mebibyte,
  drainMs: 5 * secondMs,
  closeGraceMs: 5 * secondMs,
};
