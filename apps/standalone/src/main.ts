import { readFileSync } from 'node:fs';
import { configureProcess } from '@perdure/config';
import { createLogger } from '@perdure/logging';
import { startStandalone } from './standalone-server.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const repeatedSignalMs = 500;

const config = configureProcess({ name: 'perdure', version });
const logger = createLogger(config);

process.on('unhandledRejection', (err) => {
  logger.fatal({ err }, 'an error nobody handled; ending the process, what was acknowledged is safe');
  process.exit(1);
});

try {
  const server = await startStandalone(config, {
    logger,
    version,
    onFatal: (err) => {
      logger.fatal({ err }, 'the server cannot go on; start it again');
      process.exit(1);
    },
  });
  logger.info(
    { version, ingress: server.ingressUrl, admin: server.adminUrl, baseDir: config.baseDir },
    'Perdure is ready',
  );

  let stoppingSinceMs: number | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (stoppingSinceMs !== undefined) {
      // A terminal's Ctrl-C and a wrapper that passes it on are one request.
      if (nowMs - stoppingSinceMs < repeatedSignalMs) return;
      logger.warn({ signal }, 'asked again, ending at once');
      process.exit(1);
    }
    stoppingSinceMs = nowMs;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.warn('stopping took too long, ending at once');
      process.exit(1);
    }, config.shutdownTimeoutMs).unref();
    server.stop().then(
      () => {
        logger.info('stopped');
        process.exit(0);
      },
      (err: unknown) => {
        logger.error({ err }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (err) {
  logger.fatal({ err }, 'the server cannot start');
  process.exit(1);
}
