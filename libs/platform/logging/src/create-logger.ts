import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';

import { loggedError } from './logged-error.js';
import { type LoggingOptions, type LogLevel } from './logging-options.js';
import { readableLines } from './readable-lines.js';

/**
 * How this code logs: the message is a constant, the facts are fields that always have the same names
 * (`invocationId`, `deploymentId`, `partitionId`, `epoch`, `offset`, `attempt`, `err`). Never payloads.
 * `info` is life cycle, `debug` is per command, `error` means that a person should look.
 */
export type Logger = Pick<
  PinoLogger,
  'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'isLevelEnabled' | 'child'
>;

/** Never logged on purpose; whoever logs a whole object with one of them by mistake does not give it away. */
const secretFields = [
  ...['authorization', 'cookie', 'password', '["x-api-key"]'],
  ...['*.authorization', '*.cookie', '*.password', '*["x-api-key"]'],
];

const levelsOfLoggers = new WeakMap<Logger, LoggingOptions['logFilter']>();

/**
 * The logger of the process; components take a {@link componentLogger} of it. Writes are synchronous, so nothing
 * is lost when the process is killed after it said why.
 */
export function createLogger(
  options: LoggingOptions,
  destination: DestinationStream = process.stdout,
): Logger {
  const { logFilter, logFormat, nodeName } = options;
  const isJson = logFormat === 'json';
  const logger = pino(
    {
      level: pinoLevel(logFilter.level),
      // People know which node they look at; whatever collects lines of many nodes does not.
      base: isJson ? { nodeName } : {},
      timestamp: stdTimeFunctions.isoTime,
      serializers: { err: loggedError },
      redact: { paths: secretFields, censor: '(not shown)' },
      formatters: { level: (label) => ({ level: label }) },
    },
    isJson ? destination : readableLines(destination, { isCompact: logFormat === 'compact' }),
  );
  levelsOfLoggers.set(logger, logFilter);
  return logger;
}

/** A logger that says who speaks, at the level that the settings give this component. */
export function componentLogger(root: Logger, component: string): Logger {
  const level = levelsOfLoggers.get(root)?.components[component];
  return root.child({ component }, level === undefined ? {} : { level: pinoLevel(level) });
}

function pinoLevel(level: LogLevel): string {
  return level === 'off' ? 'silent' : level;
}
