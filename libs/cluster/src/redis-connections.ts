import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Logger } from '@perdure/logging';

const failedChannel = 'perdure:redis:connection-failed';
const readyChannel = 'perdure:redis:connection-ready';

/** Logs when a connection to Redis breaks and when it is back; each once per change. Returns the end of it. */
export function logRedisConnections(logger: Logger): () => Promise<void> {
  const broken = new Set<string>();
  const onFailed = (message: unknown): void => {
    const { connection, error } = message as { connection: string; error: unknown };
    if (broken.has(connection)) return;
    broken.add(connection);
    logger.warn({ connection, err: error }, 'a connection to Redis is away, trying again');
  };
  const onReady = (message: unknown): void => {
    const { connection } = message as { connection: string };
    if (broken.delete(connection)) logger.info({ connection }, 'a connection to Redis is back');
  };
  subscribe(failedChannel, onFailed);
  subscribe(readyChannel, onReady);
  return async () => {
    unsubscribe(failedChannel, onFailed);
    unsubscribe(readyChannel, onReady);
  };
}
