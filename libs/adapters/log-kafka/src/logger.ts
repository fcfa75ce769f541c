import kafkajs, { type logCreator } from 'kafkajs';

type Log = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** The part of a logger the adapter needs; pino has it. */
export interface Logger {
  readonly debug: Log;
  readonly info: Log;
  readonly warn: Log;
  readonly error: Log;
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const warningIntervalMs = 5_000;

/**
 * What the client library says, in our log. It calls errors what it then retries by itself, and repeats them with each
 * try: so its errors are warnings here, one in a while, and all the rest is debug. What a person should see, the adapter
 * says.
 */
export function clientLog(logger: Logger): logCreator {
  let lastWarningMs = -Infinity;
  const isTimeToWarn = (): boolean => {
    const nowMs = performance.now();
    if (nowMs - lastWarningMs < warningIntervalMs) return false;
    lastWarningMs = nowMs;
    return true;
  };
  return () =>
    ({ namespace, level, log: { message, timestamp: _, stack: __, ...fields } }) => {
      const entry = { client: namespace, ...fields };
      if (level === kafkajs.logLevel.ERROR && isTimeToWarn()) logger.warn(entry, message);
      else logger.debug(entry, message);
    };
}
