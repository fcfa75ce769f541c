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

/**
 * What the client library says, in our log. It calls errors what it then retries by itself, and tells of each pause of
 * a partition: so its errors are warnings here and all the rest is debug. What a person should see, the adapter says.
 */
export function clientLog(logger: Logger): logCreator {
  return () =>
    ({ namespace, level, log: { message, timestamp: _, stack: __, ...fields } }) => {
      const entry = { client: namespace, ...fields };
      if (level === kafkajs.logLevel.ERROR) logger.warn(entry, message);
      else logger.debug(entry, message);
    };
}
