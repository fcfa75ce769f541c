import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

import { onTestFailure } from './failure-reports.js';

const OUTPUT_CHARACTERS_MAX = 200_000;

export interface ProgramOptions {
  /** How its output is headed when a test fails. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** A child process whose output is kept, and shown only when a test fails. */
export class Program {
  readonly name: string;
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly stopReporting: () => void;
  private readonly killNow = (): void => void this.child.kill('SIGKILL');
  private text = '';

  constructor({ name, command, args, env, cwd }: ProgramOptions) {
    this.name = name;
    this.child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.text = (this.text + chunk).slice(-OUTPUT_CHARACTERS_MAX);
      });
    }
    this.exited = once(this.child, 'exit').then(() => void process.off('exit', this.killNow));
    // A test that forgot it must neither hang nor leave a server behind.
    this.child.unref();
    process.once('exit', this.killNow);
    // Nobody waits for `exited` while the program runs; who asks later finds the reason in `describeEnd`.
    this.exited.catch(() => undefined);
    this.stopReporting = onTestFailure(() => `--- ${name} (${this.describeEnd()}) ---\n${this.output}`);
  }

  get output(): string {
    return this.text;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** Resolves when the process is gone. */
  async kill9(): Promise<void> {
    if (this.isRunning) this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Asks it to stop; after the bound it is killed and the promise rejects, as it does for an exit code but 0. */
  async stop(secondsMax: number): Promise<void> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), secondsMax * 1000);
    if (this.isRunning) this.child.kill('SIGTERM');
    await this.exited;
    clearTimeout(timer);
    if (this.exitCode !== 0) {
      throw new Error(
        `${this.name} should stop with 0 within ${secondsMax} s of SIGTERM; ${this.describeEnd()}.\n${this.output}`,
      );
    }
  }

  /** No longer of interest to the tests that follow. */
  forget(): void {
    this.stopReporting();
  }

  private describeEnd(): string {
    if (this.isRunning) return `running, pid ${this.child.pid ?? 0}`;
    return this.child.signalCode === null
      ? `ended with ${this.child.exitCode ?? 0}`
      : `ended by ${this.child.signalCode}`;
  }
}
