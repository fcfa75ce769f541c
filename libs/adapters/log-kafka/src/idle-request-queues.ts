import { createRequire } from 'node:module';

/** What is used here of the library's queue of requests to one broker. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Unix ms until which the broker asked not to be asked. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const library = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
  readonly prototype: RequestQueue;
};

/**
 * Mends what kafkajs 2.2.4 does with a queue that has nothing to send and need not wait: it sets a timer for a time in
 * 1970, of which Node.js warns (`TimeoutNegativeWarning`), and which fires a millisecond later to set the next one, for as
 * long as the connection lives. Such a queue is looked at when something is put into it, and needs no timer.
 * (tulios/kafkajs#1751; mended there after the last release.)
 */
const { prototype } = library;
const schedule = prototype.scheduleCheckPendingRequests;
prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
};
