import { type Context, handlers, type RunOptions, service, TerminalError } from '@restatedev/restate-sdk';

import { witness } from './witness.js';

export interface Failing {
  readonly label: string;
  /** How often it fails before it succeeds. */
  readonly times: number;
}

const quickRetries = { initialInterval: 20, exponentiationFactor: 1, maxInterval: 20 };

/** Every way to fail. */
export const failures = service({
  name: 'E2eFailures',
  options: { retryPolicy: quickRetries },
  handlers: {
    terminal: async (
      _ctx: Context,
      { message, ...options }: { message: string; errorCode?: number; metadata?: Record<string, string> },
    ): Promise<string> => {
      throw new TerminalError(message, options);
    },

    /** Fails outside of any step; the whole attempt is retried. */
    attempt: async (ctx: Context, { label, times }: Failing) => {
      witness.saw(label, 'attempt');
      await ctx.run('step', () => witness.saw(label, 'step'));
      failUntil(label, 'attempt', times);
      return witness.count(label, 'attempt');
    },

    /** Fails inside a step; only the step is retried. */
    step: async (ctx: Context, { label, times }: Failing) =>
      ctx.run('step', () => tryStep(label, times), stepRetries),

    /** A step that may be tried three times, and what the handler does when it gives up. */
    boundedStep: async (ctx: Context, { label, times }: Failing) => {
      try {
        return await ctx.run('step', () => tryStep(label, times), { ...stepRetries, maxRetryAttempts: 3 });
      } catch (error) {
        if (!(error instanceof TerminalError)) throw error;
        witness.saw(label, 'gave up');
        throw error;
      }
    },

    /** Killed by its policy after three attempts. */
    boundedAttempts: handlers.handler(
      { retryPolicy: { ...quickRetries, maxAttempts: 3, onMaxAttempts: 'kill' } },
      async (_ctx: Context, { label, times }: Failing) => {
        witness.saw(label, 'attempt');
        failUntil(label, 'attempt', times);
        return 'made it';
      },
    ),
  },
});

const stepRetries: RunOptions<number> = { initialRetryInterval: 20, retryIntervalFactor: 1 };

function tryStep(label: string, times: number): number {
  witness.saw(label, 'step');
  failUntil(label, 'step', times);
  return witness.count(label, 'step');
}

function failUntil(label: string, event: string, times: number): void {
  if (witness.count(label, event) <= times) throw new Error(`not yet: ${label}`);
}
