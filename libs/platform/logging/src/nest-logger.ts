import { type LoggerService } from '@nestjs/common';

import { type Logger } from './create-logger.js';

/**
 * Lets Nest speak through our logger: `NestFactory.create(module, adapter, { logger: new NestLogger(logger) })`.
 * Nest's own life-cycle lines (every module and route it found) are `debug` here.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(...spoken(message, rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(...spoken(message, rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(...spoken(message, rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(...spoken(message, rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(...spoken(message, rest));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal(...spoken(message, rest));
  }
}

/**
 * Nest hands in a message, then anything, and last the context that speaks; for errors `(message, stack, context)`,
 * where the message may be the error itself.
 */
function spoken(message: unknown, rest: readonly unknown[]): [facts: object, message: string] {
  const texts = rest.filter((each) => typeof each === 'string');
  const context = texts.at(-1);
  const stack = texts.length > 1 ? texts[0] : undefined;
  const source = context === undefined ? {} : { context };
  if (message instanceof Error) return [{ ...source, err: message }, message.message];
  const facts = stack === undefined ? source : { ...source, err: errorWith(String(message), stack) };
  return [facts, typeof message === 'string' ? message : JSON.stringify(message)];
}

/** Nest has thrown the error away and kept its texts. */
function errorWith(message: string, stack: string): Error {
  const error = new Error(message);
  error.stack = stack;
  return error;
}
