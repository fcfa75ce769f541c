import kafkajs, { type Admin, type Kafka, type KafkaConfig, type SASLOptions } from 'kafkajs';
import { clientLog, type Logger } from './logger.js';
import { OpenSockets } from './open-sockets.js';
import type { KafkaConnection } from './settings.js';

const connectTimeoutMs = 3_000;
const adminRequestTimeoutMs = 10_000;
/** Of the library itself, for connecting and reading metadata; what lasts longer is retried by us, and told. */
const retry = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 };

/** Makes clients of the library: one each for what must not stand in another's way. */
export class KafkaClients {
  constructor(
    private readonly connection: KafkaConnection,
    private readonly logger: Logger,
  ) {}

  create(requestTimeoutMs: number, sockets = new OpenSockets()): Kafka {
    const { brokers, clientId = 'perdure', tls, sasl } = this.connection;
    const config: KafkaConfig = {
      brokers: [...brokers],
      clientId,
      connectionTimeout: this.connection.connectTimeoutMs ?? connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      retry,
      socketFactory: sockets.factory,
      logLevel: kafkajs.logLevel.INFO,
      logCreator: clientLog(this.logger),
      ...(tls === undefined ? {} : { ssl: { ...tls } }),
      ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
    };
    return new kafkajs.Kafka(config);
  }

  /** Runs `use` with a connected admin client of its own. */
  async withAdmin<Result>(use: (admin: Admin) => Promise<Result>): Promise<Result> {
    const admin = this.create(adminRequestTimeoutMs).admin();
    try {
      await admin.connect();
      return await use(admin);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}
