import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export type WorkerReply<Reply> = { readonly reply: Reply } | { readonly error: string };

/** A process of the bench itself that answers one question at a time. */
export class WorkerProcess<Request extends object, Reply> {
  private readonly child: ChildProcess;

  constructor(
    private readonly name: string,
    script: URL,
    env: NodeJS.ProcessEnv = process.env,
  ) {
    this.child = fork(script, { env, serialization: 'advanced' });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async ask(request: Request): Promise<Reply> {
    const settled = new AbortController();
    const { signal } = settled;
    try {
      const answer = once(this.child, 'message', { signal }) as Promise<[WorkerReply<Reply>]>;
      const end = once(this.child, 'exit', { signal }).then(() => {
        throw new Error(`The ${this.name} process ended.`);
      });
      // Whichever loses the race is aborted below, which is nobody's concern.
      answer.catch(() => undefined);
      end.catch(() => undefined);
      this.child.send(request);
      const [message] = await Promise.race([answer, end]);
      if ('error' in message) throw new Error(message.error);
      return message.reply;
    } finally {
      settled.abort();
    }
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}

/**
 * The other side: answers what the parent asks, and ends with it. The request has the type that the `WorkerProcess` of
 * the same script says; between processes nothing checks it.
 */
export function answerParent(answer: (request: never) => unknown): void {
  const reply = (message: WorkerReply<unknown>): void => void process.send?.(message);
  process.on('message', (request) => {
    void Promise.resolve(request as never)
      .then(answer)
      .then((value) => reply({ reply: value }))
      .catch((error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }));
  });
  process.on('disconnect', () => process.exit());
}
