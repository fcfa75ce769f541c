import { componentLogger, createLogger } from './create-logger.js';
import { type LoggingOptions } from './logging-options.js';
import { NestLogger } from './nest-logger.js';

const options: LoggingOptions = {
  logFilter: { level: 'info', components: { invoker: 'debug', ingress: 'off' } },
  logFormat: 'json',
  nodeName: 'node-1',
};

function written(changes: Partial<LoggingOptions>) {
  const lines: string[] = [];
  const logger = createLogger({ ...options, ...changes }, { write: (line) => lines.push(line) });
  return { logger, lines };
}

const withoutTime = (line: string) => line.replace(/^\S+ /, '');

describe('the logger', () => {
  it('writes one JSON object per line, with facts as fields', () => {
    const { logger, lines } = written({});

    componentLogger(logger, 'worker').info({ partitionId: 3, epoch: 7 }, 'Partition gained');

    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        nodeName: 'node-1',
        component: 'worker',
        partitionId: 3,
        epoch: 7,
        msg: 'Partition gained',
      },
    ]);
  });

  it('gives single components the level that the filter names', () => {
    const { logger, lines } = written({});

    logger.debug('Below the level of the process');
    componentLogger(logger, 'invoker').debug('Heard');
    componentLogger(logger, 'ingress').error('Off');

    expect(lines).toEqual([expect.stringContaining('Heard')]);
  });

  it('writes lines that people read, whose values cannot break a line', () => {
    const { logger, lines } = written({ logFormat: 'compact' });

    componentLogger(logger, 'invoker').warn({ attempt: 2, reason: 'no\nroute' }, 'Attempt failed');
    logger.error({ err: new TypeError('went wrong') }, 'Unexpected');
    logger.error({ err: Object.assign(new Error('nothing there'), { code: 'STORE_EMPTY' }) }, 'Refused');
    logger.error({ err: Object.assign(new Error('connect EPIPE'), { code: 'EPIPE' }) }, 'Away');

    expect(lines.map(withoutTime)).toEqual([
      'WARN  invoker: Attempt failed attempt=2 reason="no\\nroute"\n',
      'ERROR Unexpected err="TypeError: went wrong"\n',
      'ERROR Refused err="Error STORE_EMPTY: nothing there"\n',
      'ERROR Away err="Error: connect EPIPE"\n',
    ]);
  });

  it('puts the stack below an error when there is room', () => {
    const { logger, lines } = written({ logFormat: 'pretty' });

    logger.error({ err: new TypeError('went wrong') }, 'Unexpected');

    expect(lines.join('')).toMatch(
      /ERROR Unexpected err="TypeError: went wrong"\n {4}TypeError: went wrong\n {8}at /,
    );
  });

  it('keeps to itself what hangs on errors of libraries, and what is named like a secret', () => {
    const { logger, lines } = written({});
    const reply = Object.assign(new Error('WRONGPASS'), {
      command: { name: 'auth', args: ['hush'] },
      options: { password: 'hush' },
    });

    logger.warn({ err: new Error('no store', { cause: reply }), authorization: 'hush' }, 'Away');
    logger.warn({ err: reply, settings: { password: 'hush' }, headers: { 'x-api-key': 'hush' } }, 'Away');
    logger.warn(
      { err: Object.assign(new Error('full'), { code: 'E', details: { partitionId: 1 } }) },
      'Full',
    );

    expect(lines.join('')).not.toContain('hush');
    expect(lines[0]).toContain('no store: WRONGPASS');
    expect(JSON.parse(lines[2]!)).toMatchObject({ err: { code: 'E', details: { partitionId: 1 } } });
  });

  it('lets Nest speak, its life cycle at debug', () => {
    const { logger, lines } = written({});
    const nest = new NestLogger(logger);

    nest.log('Mapped {/health, GET} route', 'RouterExplorer');
    nest.error('went wrong', 'Error: went wrong\n    at here', 'ExceptionsHandler');
    nest.error(new TypeError('thrown'), 'ExceptionsHandler');

    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        msg: 'went wrong',
        context: 'ExceptionsHandler',
        err: { type: 'Error', message: 'went wrong', stack: 'Error: went wrong\n    at here' },
      }),
      expect.objectContaining({ msg: 'thrown', err: expect.objectContaining({ type: 'TypeError' }) }),
    ]);
  });
});
