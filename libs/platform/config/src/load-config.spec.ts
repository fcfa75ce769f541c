import { dayMs, minuteMs, secondMs } from '@perdure/model';

import { loadConfig } from './load-config.js';
import { ConfigProblems } from './problems.js';
import { withSettingsFile } from './testing/settings-file.js';

const mebibyte = 1024 * 1024;

function problemsOf(sources: { env?: Record<string, string>; argv?: string[] }): ConfigProblems {
  try {
    loadConfig({ env: {}, argv: [], ...sources });
  } catch (error) {
    if (error instanceof ConfigProblems) return error;
    throw error;
  }
  throw new Error('There were no problems.');
}

describe('settings', () => {
  it('need not be given', () => {
    const config = loadConfig({ env: {}, argv: [] });

    expect(config.ingress).toEqual({
      bindAddress: { host: '127.0.0.1', port: 8080 },
      advertisedAddress: 'http://127.0.0.1:8080/',
      tlsCertFile: null,
      tlsKeyFile: null,
      allowUnauthenticated: false,
      requestSizeLimitBytes: 32 * mebibyte,
      concurrentApiRequestsLimit: Infinity,
    });
    expect(config.defaultRetryPolicy).toEqual({
      initialIntervalMs: 500,
      exponentiationFactor: 2,
      maxIntervalMs: minuteMs,
      maxAttempts: 70,
      onMaxAttempts: 'pause',
    });
    expect(config.defaultJournalRetentionMs).toBe(dayMs);
    expect(config.maxJournalRetentionMs).toBe(Infinity);
    expect(config.worker.invoker.additionalRequestHeaders).toEqual({
      'x-restate-cluster-name': 'localcluster',
    });
    expect(config.logFilter).toEqual({ level: 'info', components: {} });
  });

  it('come from flags before the environment before the file before defaults', () => {
    const toml = `
      base-dir = "from-file"
      cluster-name = "from-file"
      [worker.invoker]
      inactivity-timeout = "3s"
      concurrent-invocations-limit = 7
      additional-request-headers = { X-Team = "orders" }`;

    const config = withSettingsFile(toml, (path) =>
      loadConfig({
        env: {
          PERDURE_CONFIG: path,
          PERDURE_BASE_DIR: 'from-environment',
          PERDURE_CLUSTER_NAME: 'from-environment',
        },
        argv: ['--base-dir', 'from-flag', '--log-filter=warn,invoker=debug', '--disable-prometheus'],
      }),
    );

    expect(config).toMatchObject({ baseDir: 'from-flag', clusterName: 'from-environment' });
    expect(config.worker.invoker).toMatchObject({
      inactivityTimeoutMs: 3 * secondMs,
      abortTimeoutMs: 10 * minuteMs,
      concurrentInvocationsLimit: 7,
      additionalRequestHeaders: { 'x-team': 'orders' },
    });
    expect(config.logFilter).toEqual({ level: 'warn', components: { invoker: 'debug' } });
    expect(config.disablePrometheus).toBe(true);
  });

  it('that are wrong are all reported at once, with where they come from and what is expected', () => {
    const toml = 'worker = 1\n[ingress]\nbind-adress = "127.0.0.1:8080"\n[admin]\nbind-address = 9070';

    const { message } = withSettingsFile(toml, (path) =>
      problemsOf({
        env: {
          PERDURE_CONFIG: path,
          PERDURE_SHUTDOWN_TIMEOUT: '1 banana',
          PERDURE_INGRES__BIND_ADDRESS: '127.0.0.1:1',
        },
        argv: ['--log-format', 'xml', '--dump-confg', 'yes', '--node-name'],
      }),
    );

    expect(message.replaceAll(/file \S+\/perdure/g, 'file perdure')).toBe(
      [
        '8 settings are wrong.',
        '  worker (file perdure.toml)',
        '      This is a section: write [worker] and its settings below.',
        '  ingress.bind-adress (file perdure.toml)',
        '      There is no such setting. Did you mean ingress.bind-address?',
        '  PERDURE_INGRES__BIND_ADDRESS (environment)',
        '      There is no such setting. Did you mean PERDURE_INGRESS__BIND_ADDRESS?',
        '  --dump-confg (command line)',
        '      There is no such flag. Did you mean --dump-config?',
        '  --node-name (command line)',
        '      The flag needs a value.',
        '  shutdown-timeout = "1 banana" (environment PERDURE_SHUTDOWN_TIMEOUT)',
        '      Expected a duration such as 10s, 1h 30m or PT1H, 0s to 24d.',
        '  admin.bind-address = 9070 (file perdure.toml)',
        '      Expected host:port such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080.',
        '  log-format = "xml" (flag --log-format)',
        '      Expected one of pretty, compact, json.',
        'Correct them and start again; --help lists every setting.',
      ].join('\n'),
    );
  });

  it('never show a secret', () => {
    const problems = problemsOf({
      env: {
        PERDURE_WORKER__INVOKER__ADDITIONAL_REQUEST_HEADERS: '{"authorization":"hunter2\\n"}',
        PERDURE_AUTH__API_KEYS: 'ci:read:hunter2',
      },
    });

    expect(problems.problems).toHaveLength(2);
    expect(JSON.stringify([problems.message, problems.details])).not.toContain('hunter2');
  });

  it('are not what Kubernetes says about a Service named perdure, nor an empty variable', () => {
    const env = {
      PERDURE_PORT: 'tcp://10.0.0.1:8080',
      PERDURE_PORT_8080_TCP_ADDR: '10.0.0.1',
      PERDURE_ADMIN_SERVICE_HOST: '10.0.0.2',
      PERDURE_ADMIN_SERVICE_PORT_HTTP: '9070',
      PERDURE_BASE_DIR: '',
      OTHER: 'x',
    };

    expect(loadConfig({ env, argv: [] })).toEqual(loadConfig({ env: {}, argv: [] }));
  });

  it('cannot be changed', () => {
    const config = loadConfig({ env: {}, argv: [] });

    expect(() => Object.assign(config.worker.invoker, { concurrentInvocationsLimit: 1 })).toThrow(TypeError);
  });

  it('are capped by the ceilings above them', () => {
    const config = loadConfig({
      env: {},
      argv: ['--networking.message-size-limit=8 MiB', '--ingress.request-size-limit=16 MiB'],
    });

    expect(config.ingress.requestSizeLimitBytes).toBe(8 * mebibyte);
    expect(config.worker.invoker.messageSizeLimitBytes).toBe(8 * mebibyte);
  });

  it('say "without limit" as the model does', () => {
    const argv = ['--default-retry-policy.max-attempts', 'unlimited'];

    expect(loadConfig({ env: {}, argv }).defaultRetryPolicy).not.toHaveProperty('maxAttempts');
  });

  it('do not put two servers on one address', () => {
    const { problems } = problemsOf({ argv: ['--admin.bind-address', '127.0.0.1:8080'] });

    expect(problems).toEqual([
      {
        name: 'admin.bind-address',
        given: '"127.0.0.1:8080"',
        reason: 'Expected an address that the ingress does not use.',
        origin: 'flag --admin.bind-address',
      },
    ]);
  });

  it('take keys of JWTs only where nobody in between can change them, and want to know for whom the JWTs are', () => {
    const problemsWith = (...argv: string[]) => problemsOf({ argv }).problems.map(({ name }) => name);
    const known = ['--auth.jwt.issuer=i', '--auth.jwt.audience=a'];

    expect(problemsWith('--auth.jwt.jwks-url=http://id.example.com/jwks', ...known)).toEqual([
      'auth.jwt.jwks-url',
    ]);
    const { message } = problemsOf({
      argv: ['--auth.jwt.jwks-url=https://me:hush@id.example.com/jwks', ...known],
    });
    expect(message).toContain('auth.jwt.jwks-url');
    expect(message).not.toContain('hush');
    expect(problemsWith('--auth.jwt.jwks-file=f')).toEqual(['auth.jwt.issuer', 'auth.jwt.audience']);
    expect(problemsWith('--auth.jwt.algorithms=HS256')).toEqual(['auth.jwt.algorithms']);
    const argv = ['--auth.jwt.jwks-url=http://127.0.0.1:1/jwks', ...known];
    expect(loadConfig({ env: {}, argv }).auth.jwt).toMatchObject({ jwksUrl: 'http://127.0.0.1:1/jwks' });
  });

  it('in a file that is not there are a problem', () => {
    const { problems } = problemsOf({ argv: ['--config-file', 'nowhere.toml'] });

    expect(problems).toEqual([
      {
        name: 'nowhere.toml',
        reason: expect.stringContaining('ENOENT'),
        origin: 'file nowhere.toml',
      },
    ]);
  });
});
