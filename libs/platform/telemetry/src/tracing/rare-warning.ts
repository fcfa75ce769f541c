/** How long a warning keeps others from being logged. */
const quietMs = 60_000;

/**
 * Says that something is missing from traces, at most once a minute: a collector that is away for a night is no reason to
 * fill the log, which then is all that is left.
 */
export class RareWarning {
  private quietUntilMs = Number.NEGATIVE_INFINITY;
  private unsaid = 0;

  constructor(
    private readonly log: (fields: Readonly<Record<string, unknown>>, message: string) => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  say(reason: string): void {
    const nowMs = this.nowMs();
    if (nowMs < this.quietUntilMs) {
      this.unsaid++;
      return;
    }
    this.quietUntilMs = nowMs + quietMs;
    this.log({ reason, ...(this.unsaid > 0 && { unsaid: this.unsaid }) }, 'traces are incomplete');
    this.unsaid = 0;
  }
}
