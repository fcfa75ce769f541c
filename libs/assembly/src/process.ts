import { readFileSync } from 'node:fs';
import { configureProcess } from '@perdure/config';
import { createLogger, type Logger } from '@perdure/logging';
import { openNode, type Node } from './node.js';

export interface Program {
  /** As users call it: `perdure`, `perdure-worker`. */
  readonly name: string;
  /** What the process is: `['ingress', 'worker', 'admin']`. */
  readonly roles: readonly string[];
  /** `import.meta.url` of the main file: the version is in the package.json one folder up. */
  readonly mainUrl: string;
}

/** The roles that serve others. */
const listening = ['ingress', 'admin'] as const;

/** A terminal's Ctrl-C, and a wrapper that passes it on, are one request. */
const repeatedSignalMs = 500;

/**
 * The life of a process: settings, start, ready, an orderly stop on SIGTERM or SIGINT, an immediate one on a second
 * signal or when stopping takes longer than `shutdown-timeout`. Never returns to the caller's code after that.
 * @param start brings the parts up; resolves with what is worth logging, rejects when the process cannot serve
 */
export async function runProcess(
  program: Program,
  start: (node: Node) => Promise<Readonly<Record<string, unknown>>>,
): Promise<void> {
  const version = versionOf(program.mainUrl);
  const listeners = listening.filter((role) => program.roles.includes(role));
  const config = configureProcess({ name: program.name, version, listeners });
  const logger = createLogger(config);
  const die = (err: unknown, message: string): never => {
    logger.fatal({ err }, message);
    process.exit(1);
  };
  // By the logger, for Node itself would print whatever hangs on the error, such as the command that it is about.
  for (const event of ['unhandledRejection', 'uncaughtException'] as const)
    process.on(event, (err) =>
      die(err, 'an error nobody handled; ending the process, what was acknowledged is safe'),
    );
  const abort = new AbortController();
  let node: Node | undefined;
  // Also while it starts, which may mean to wait for servers that are away.
  stopOnSignals(logger, config.shutdownTimeoutMs, async () => {
    abort.abort();
    await node?.stop();
  });
  try {
    node = await openNode({
      config,
      logger,
      version,
      roles: program.roles,
      abort: abort.signal,
      onFatal: (err) => die(err, 'the server cannot go on; start it again'),
    });
    const facts = await start(node);
    node.markStarted();
    logger.info({ version, ...facts }, 'Perdure is ready');
  } catch (err) {
    if (abort.signal.aborted) return;
    await node?.stop().catch(() => undefined);
    die(err, 'the server cannot start');
  }
}

function stopOnSignals(logger: Logger, timeoutMs: number, stop: () => Promise<void>): void {
  let stoppingSinceMs: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (stoppingSinceMs !== undefined) {
      if (nowMs - stoppingSinceMs < repeatedSignalMs) return;
      logger.warn({ signal }, 'asked again, ending at once');
      process.exit(1);
    }
    stoppingSinceMs = nowMs;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.warn('stopping took too long, ending at once');
      process.exit(1);
    }, timeoutMs).unref();
    stop().then(
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
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function versionOf(mainUrl: string): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', mainUrl), 'utf8')) as {
    version: string;
  };
  return version;
}
