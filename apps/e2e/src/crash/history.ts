import { appendFileSync, readFileSync } from 'node:fs';

/** A step of an invocation was executed, and produced the token. */
export interface StepEvent {
  readonly kind: 'step';
  readonly invocation: string;
  /** Counts up within the invocation; each step starts only after the result of the one before was acknowledged. */
  readonly step: number;
  readonly token: string;
}

/** Code ran inside an exclusive handler. */
export interface InsideEvent {
  readonly kind: 'inside';
  readonly invocation: string;
  readonly key: string;
}

/** An attempt of a handler with a start time began. */
export interface StartedEvent {
  readonly kind: 'started';
  readonly invocation: string;
  /** Unix milliseconds, both. */
  readonly atMs: number;
  readonly dueMs: number;
}

export type HistoryEvent = StepEvent | InsideEvent | StartedEvent;

/**
 * What the services did, in order, as one file: each event is one append, which a killed process has either done or
 * not, and which the process that takes over continues.
 */
export class History {
  constructor(private readonly file: string) {}

  record(event: HistoryEvent): void {
    appendFileSync(this.file, `${JSON.stringify(event)}\n`);
  }

  read(): HistoryEvent[] {
    const lines = readFileSync(this.file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as HistoryEvent);
  }
}
