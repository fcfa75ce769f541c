import { afterAll, describe, it } from '@jest/globals';
// A tool and no project, because it also runs by itself, before anything is installed.
// eslint-disable-next-line @nx/enforce-module-boundaries
import {
  externalKafkaBrokers,
  KafkaMissing,
  kafkaVersions,
  mustHaveServers,
  startKafka,
} from '../../../../tools/test-servers/kafka/kafka.mjs';

export { kafkaVersions };

/** Real Kafka brokers that live as long as the tests of one `describe`. */
export interface TestKafka {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[];
  /** PEM of the certificate that signed the brokers', where clients come over TLS. */
  readonly certificate: string | undefined;
  /** `kill -9`; resolves when the process is gone. Only where the tests asked for brokers of their own. */
  kill(index?: number): Promise<void>;
  /** Starts a killed broker again on the same port and data; resolves when it answers. */
  restart(index?: number): Promise<void>;
}

export interface TestKafkaOptions {
  /** One of `kafkaVersions`. Default: the newest. */
  readonly version?: string;
  /** Brokers, each a controller too. Default 1. */
  readonly nodes?: number;
  /** Clients come over TLS and name the user `perdure` with the password `perdure-secret`. */
  readonly isSecured?: boolean;
  /** Further lines of `server.properties`. */
  readonly properties?: Readonly<Record<string, string>>;
  /** The tests kill, restart or configure the brokers, so they must not be those that somebody else provides. */
  readonly isOwn?: boolean;
}

/**
 * Defines tests that need a real Kafka: the brokers `PERDURE_TEST_KAFKA` names, or some that are started for them.
 * Where there are none they appear as one skipped test that says why; under `CI=true` they fail instead.
 *
 * Await it at the top level of the spec: whether there are brokers must be known before tests are defined.
 */
export async function describeWithKafka(
  name: string,
  options: TestKafkaOptions,
  define: (kafka: TestKafka) => void,
): Promise<void> {
  const { isOwn = false, ...brokerOptions } = options;
  const external = externalKafkaBrokers();
  if (external.length > 0 && !isOwn) {
    describe(name, () => define(externalKafka(external)));
    return;
  }
  try {
    const servers = await startKafka(brokerOptions);
    describe(name, () => {
      afterAll(() => servers.stop());
      define(servers);
    });
  } catch (error) {
    if (!(error instanceof KafkaMissing) || mustHaveServers()) throw error;
    it.skip(`${name}: ${error.message}`, () => undefined);
  }
}

function externalKafka(brokers: readonly string[]): TestKafka {
  const refuse = (): never => {
    throw new Error('A test that kills its brokers must ask for some of its own (isOwn).');
  };
  return { brokers, certificate: undefined, kill: async () => refuse(), restart: async () => refuse() };
}
