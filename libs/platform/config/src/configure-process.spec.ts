import { type Config } from './config.js';
import { configureProcess, type ProcessLike } from './configure-process.js';
import { loadConfig } from './load-config.js';
import { withSettingsFile } from './testing/settings-file.js';

class Exit extends Error {}

/** A process that remembers what it printed and how it ended. */
function run(...argv: string[]) {
  return runOn(process.versions.node, ...argv);
}

function runOn(node: string, ...argv: string[]) {
  const ended = { stdout: '', stderr: '', code: undefined as number | undefined };
  const host: ProcessLike = {
    env: {},
    argv: ['node', 'main.js', ...argv],
    versions: { node },
    stdout: { write: (text) => (ended.stdout += text) },
    stderr: { write: (text) => (ended.stderr += text) },
    exit: (code) => {
      ended.code = code;
      throw new Exit();
    },
  };
  let config: Config | undefined;
  try {
    config = configureProcess({ name: 'perdure', version: '1.2.3', listeners: ['ingress', 'admin'] }, host);
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  return { ...ended, config };
}

describe('a process', () => {
  it('starts with its settings', () => {
    const { config, code } = run('--base-dir', 'elsewhere');

    expect(config?.baseDir).toBe('elsewhere');
    expect(code).toBeUndefined();
  });

  it('ends with 78 when settings are wrong, and says all that is', () => {
    const { stderr, code } = run('--base-dri', 'elsewhere', '--shutdown-timeout', 'soon');

    expect(code).toBe(78);
    expect(stderr).toContain('Did you mean --base-dir?');
    expect(stderr).toContain('shutdown-timeout = "soon"');
  });

  it.each(['0.0.0.0', '[::]', '10.0.0.1', 'perdure.example.com', 'localhost.example.com'])(
    'does not serve %s to everybody',
    (host) => {
      const { stderr, code } = run(`--ingress.bind-address=${host}:1`, `--admin.bind-address=${host}:2`);

      expect(code).toBe(78);
      expect(stderr).toContain(`ingress.bind-address = ${host}:1 (flag --ingress.bind-address)`);
      expect(stderr).toContain(`admin.bind-address = ${host}:2 (flag --admin.bind-address)`);
      expect(stderr).toMatch(/auth\.api-keys, .* or set admin\.allow-unauthenticated/);
    },
  );

  it.each(['127.0.0.1', '127.1.2.3', '[::1]', '[::ffff:127.0.0.1]', 'localhost', 'perdure.localhost'])(
    'serves %s, which is itself, to everybody',
    (host) => expect(run(`--ingress.bind-address=${host}:1`).code).toBeUndefined(),
  );

  it('serves the network once somebody said who may, or that all may', () => {
    const open = ['--ingress.bind-address=0.0.0.0:1', '--admin.bind-address=0.0.0.0:2'];
    const key = `ci:read:${'0'.repeat(64)}`;

    expect(run(...open, `--auth.api-keys=${key}`).code).toBeUndefined();
    expect(run(...open, '--auth.api-keys-file=keys').code).toBeUndefined();
    const jwt = ['--auth.jwt.jwks-file=keys', '--auth.jwt.issuer=i', '--auth.jwt.audience=a'];
    expect(run(...open, ...jwt).code).toBeUndefined();
    const { stderr } = run(...open, '--ingress.allow-unauthenticated');
    expect(stderr).toMatch(/^A setting is wrong.\n {2}admin.bind-address/);
    expect(
      run(...open, '--ingress.allow-unauthenticated', '--admin.allow-unauthenticated').code,
    ).toBeUndefined();
  });

  it('may be asked for settings that it would not start with', () => {
    expect(run('--admin.bind-address=0.0.0.0:2', '--dump-config').code).toBe(0);
  });

  it('does not start on a Node.js that would fail later', () => {
    expect(runOn('20.20.2')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('needs 24.9 or newer'),
    });
    expect(runOn('24.8.1').code).toBe(78);
    expect(runOn('24.9.0').code).toBeUndefined();
    expect(runOn('25.0.0').code).toBeUndefined();
  });

  it('helps also those whose settings are wrong', () => {
    const { stdout, code } = run('--shutdown-timeout', 'soon', '--help');

    expect(code).toBe(0);
    expect(stdout).toContain('--worker.invoker.inactivity-timeout <duration>');
  });

  it('says its version', () => {
    expect(run('--version')).toMatchObject({ stdout: 'perdure 1.2.3\n', code: 0 });
  });

  it('dumps settings that, as a file, have the same effect', () => {
    const argv = [
      '--ingress.bind-address=[::1]:8081',
      '--worker.invoker.inactivity-timeout=1h 30m',
      '--networking.message-size-limit=48 MiB',
      '--max-journal-retention=2d',
      '--default-retry-policy.max-attempts=unlimited',
      '--log-filter=warn,invoker=debug',
      '--disable-prometheus',
    ];

    const { stdout, code } = run(...argv, '--dump-config');

    expect(code).toBe(0);
    const headers = '--worker.invoker.additional-request-headers={}';
    expect(withSettingsFile(stdout, (path) => run('--config-file', path, headers).config)).toEqual(
      loadConfig({ env: {}, argv: [...argv, headers] }),
    );
  });

  it('dumps no passwords', () => {
    const { stdout } = run(
      '--redis.urls=redis://me:hush@host:6379',
      '--kafka.sasl-password=hush',
      '--redis.password=hush',
      `--auth.api-keys=hush:read:${'0'.repeat(64)}`,
      '--dump-config',
    );
    expect(stdout).toContain('sasl-password = "(not shown)"');
    expect(stdout).not.toContain('hush');
  });

  it('dumps no credentials', () => {
    const { stdout } = run(
      '--worker.invoker.additional-request-headers={"authorization":"hunter2"}',
      '--dump-config',
    );

    expect(stdout).toContain('authorization = "(not shown)"');
    expect(stdout).not.toContain('hunter2');
  });
});
