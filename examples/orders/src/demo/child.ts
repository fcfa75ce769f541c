import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of the demo. Its lines are kept, and told to whoever listens. */
export class Child {
  readonly lines: string[] = [];
  private readonly process: ChildProcess;
  private readonly exited: Promise<unknown>;

  constructor(script: string, env: NodeJS.ProcessEnv, onLine: (line: string) => void = () => undefined) {
    this.process = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = once(this.process, 'exit');
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        onLine(line);
      });
    }
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Resolves when the process is gone. SIGKILL is the `-9` of `kill -9`: nothing can be saved or said any more. */
  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.isRunning) return;
    this.process.kill(signal);
    await this.exited;
  }
}
