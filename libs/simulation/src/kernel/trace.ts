import type { Scheduler } from './scheduler.js';

const linesKept = 400;

/** What happened, in order: a hash over all of it, to compare runs, and the last lines, to read. */
export class Trace {
  private readonly lines: string[] = [];
  private hashValue = 0x811c9dc5;
  count = 0;

  constructor(private readonly scheduler: Scheduler) {}

  note(line: string): void {
    const text = `${this.scheduler.elapsedMs.toFixed(3).padStart(11)}  ${line}`;
    this.count++;
    for (let i = 0; i < text.length; i++)
      this.hashValue = Math.imul(this.hashValue ^ text.charCodeAt(i), 0x01000193);
    this.lines.push(text);
    if (this.lines.length > 2 * linesKept) this.lines.splice(0, linesKept);
  }

  get hash(): string {
    return (this.hashValue >>> 0).toString(16).padStart(8, '0');
  }

  /** The last lines, those that name `about` in preference to others. */
  tail(count: number, about?: string): readonly string[] {
    const relevant = about === undefined ? [] : this.lines.filter((line) => line.includes(about));
    return (relevant.length > 0 ? relevant : this.lines).slice(-count);
  }
}
