import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { programs } from '../../deploy/image/programs.mjs';
import { root } from '../workspace.mjs';
import { configOf, portsOf } from './image.mjs';

const { services, volumes } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true });
const nodes = Object.entries(services).filter(([, { image }]) => image.startsWith('perdure:'));

it('docker-compose.yml passes its linter', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['node_modules/dclint/bin/dclint.cjs', '--max-warnings=0', 'docker-compose.yml'],
    { cwd: root, encoding: 'utf8' },
  );

  expect({ status, stdout }).toMatchObject({ status: 0 });
});

describe.each(nodes)('the node %s', (_name, service) => {
  const [program] = service.command;
  const config = configOf(service.environment, program);

  it('runs a program of the image and publishes only what it listens on, on loopback', () => {
    expect([...programs.keys()]).toContain(program);
    for (const port of service.ports ?? []) {
      const [host, , inside] = port.split(':');
      expect(host).toBe('127.0.0.1');
      expect(portsOf(program, config)).toContain(Number(inside));
    }
  });

  it('has more time to stop than it gives itself', () => {
    const [, seconds] = /^(\d+)s$/.exec(service.stop_grace_period);

    expect(seconds * 1000).toBeGreaterThan(config.shutdownTimeoutMs);
  });

  it('finds the Kafka and the Redis it waits for', () => {
    if (program === 'standalone') return;
    expect(config.kafka.brokers).toEqual(['kafka:9092']);
    expect(services.kafka.environment.KAFKA_ADVERTISED_LISTENERS).toBe(`PLAINTEXT://${config.kafka.brokers}`);
    expect(config.redis.urls).toEqual(['redis://redis:6379']);
    for (const needed of ['kafka', 'redis']) {
      expect(service.depends_on[needed]).toEqual({ condition: 'service_healthy' });
      expect(services[needed].healthcheck).toBeDefined();
    }
  });
});

it.each(Object.entries(services))(
  '%s has bounded resources, and volumes that are declared',
  (_name, service) => {
    expect(service.deploy.resources.limits).toEqual({ cpus: expect.any(String), memory: expect.any(String) });
    for (const volume of service.volumes ?? []) expect(Object.keys(volumes)).toContain(volume.split(':')[0]);
  },
);

it('keeps what was acknowledged', () => {
  const { command } = services.redis;
  const valueOf = (option) => command[command.indexOf(option) + 1];

  expect(valueOf('--appendonly')).toBe('yes');
  expect(valueOf('--appendfsync')).toBe('always');
  expect(valueOf('--maxmemory-policy')).toBe('noeviction');
  expect(services.kafka.environment.KAFKA_LOG_FLUSH_INTERVAL_MESSAGES).toBe('1');
});
