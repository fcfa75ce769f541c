/** The only source of time. Tests step it by hand. */
export interface Clock {
  /** Unix ms. */
  nowMs(): number;
  /** Calls back once, not before `delayMs` have passed. Returns the function that cancels it. */
  schedule(delayMs: number, callback: () => void): () => void;
}
