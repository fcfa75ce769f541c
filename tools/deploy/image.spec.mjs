import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, relative } from 'node:path';

import { findPackages, ownParts } from '../../deploy/image/collect.mjs';
import { programs } from '../../deploy/image/programs.mjs';
import { filesUnder, root } from '../workspace.mjs';
import { configOf, dockerfile, portsOf } from './image.mjs';

const runNode = (...args) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });

describe('the Dockerfile', () => {
  it('passes its linter', () => {
    const { stdout, status } = runNode('node_modules/dockerfilelint/bin/dockerfilelint', 'Dockerfile');

    expect(stdout).toContain('Issues: None found');
    expect(status).toBe(0);
  });

  it('exposes the ports on which its settings listen, to other containers', () => {
    const config = configOf({ PERDURE_AUTH__API_KEYS: `ci:admin:${'0'.repeat(64)}` }, 'standalone');

    const exposed = /^EXPOSE (.*)$/m.exec(dockerfile)[1].split(' ').map(Number);
    expect(exposed).toEqual(portsOf('standalone', config));
    for (const { host } of [config.bindAddress, config.ingress.bindAddress, config.admin.bindAddress])
      expect(host).toBe('0.0.0.0');
  });

  it('asks for credentials, or for the word that none are needed', () => {
    expect(() => configOf({}, 'standalone')).toThrow(/ingress\.bind-address[^]*admin\.bind-address/);
    expect(() => configOf({}, 'worker')).not.toThrow();
    const [, example] = /docker run ([^]*?)\n#\n/.exec(dockerfile);
    const words = Object.fromEntries([...example.matchAll(/-e (\w+)=(\w+)/g)].map(([, ...word]) => word));
    expect(() => configOf(words, 'standalone')).not.toThrow();
  });

  it('runs one of its programs, as somebody who is not root', () => {
    expect(programs.has(JSON.parse(/^CMD (.*)$/m.exec(dockerfile)[1])[0])).toBe(true);
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  });
});

describe('the image', () => {
  it.each([...programs])('has the program %s', (_name, { folder, main }) => {
    expect(existsSync(join(root, folder, 'src/main.ts'))).toBe(true);
    expect(main).toBe(`${folder}/dist/main.js`);
  });

  it('names its programs to whoever asks for another one', () => {
    const { status, stderr } = runNode('deploy/image/entrypoint.mjs', 'gateway');

    expect(status).toBe(64);
    for (const name of programs.keys()) expect(stderr).toContain(name);
  });

  it('contains what the programs depend on, and nothing for tests', () => {
    const packages = [...findPackages()].map((folder) => relative(root, folder));

    expect(packages).toEqual(
      expect.arrayContaining([
        'libs/adapters/store-redis',
        'node_modules/ioredis',
        'node_modules/classic-level',
      ]),
    );
    for (const unwanted of [
      'libs/testkit',
      'libs/simulation',
      'node_modules/jest',
      'node_modules/typescript',
    ])
      expect(packages).not.toContain(unwanted);
  });

  it('contains every folder that the sources read files of', () => {
    const own = [...findPackages()].filter((folder) => existsSync(join(folder, 'src')));
    const read = own.flatMap((folder) =>
      [...filesUnder(join(folder, 'src'))]
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
        .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/new URL\([`'](?:\.\.\/)+([^/`']+)/g)])
        .map(([, part]) => part),
    );

    expect(read).toContain('lua');
    expect(ownParts).toEqual(expect.arrayContaining(read));
  });
});

describe('the health check', () => {
  let server;
  beforeEach(async () => {
    server = createServer(({ url }, response) => {
      response.writeHead(url === '/health/live' ? 200 : 503).end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  const close = () => new Promise((resolve) => server.close(resolve));
  afterEach(close);

  it('exits with what the node port answers', async () => {
    const address = `0.0.0.0:${server.address().port}`;

    await expect(exitCode(address)).resolves.toBe(0);
    await expect(exitCode(address, 'ready')).resolves.toBe(1);
    await close();
    await expect(exitCode(address)).resolves.toBe(1);
  });

  const exitCode = (address, ...args) =>
    new Promise((resolve) => {
      const env = { ...process.env, PERDURE_BIND_ADDRESS: address };
      spawn(process.execPath, [join(root, 'deploy/image/healthcheck.mjs'), ...args], { env }).once(
        'exit',
        resolve,
      );
    });
});
