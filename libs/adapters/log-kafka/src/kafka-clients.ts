import kafkajs, { type Admin, type Kafka, type KafkaConfig, type SASLOptions } from 'kafkajs';
import './idle-request-queues.js';
import { clientLog, type Logger } from './logger.js';
import { OpenSockets, type Reach } from './open-sockets.js';
import type { KafkaConnection } from './settings.js';

const connectTimeoutMs = 3_000;
const adminRequestTimeoutMs = 10_000;

/** How the library itself tries again. */
export interface LibraryRetry {
  readonly retries: number;
  readonly initialRetryTime: number;
  readonly maxRetryTime: number;
}

/** For connecting and reading metadata; what lasts longer is retried by us, and told. */
const shortRetry: LibraryRetry = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 };

export interface ClientOptions {
  readonly requestTimeoutMs: number;
  readonly retry?: LibraryRetry;
  readonly sockets?: OpenSockets;
}

/** Makes clients of the library: one each for what must not stand in another's way. */
export class KafkaClients {
  constructor(
    private readonly connection: KafkaConnection,
    private readonly logger: Logger,
    private readonly reach?: Reach,
  ) {}

  createSockets(): OpenSockets {
    return new OpenSockets(this.reach);
  }

  create({ requestTimeoutMs, retry = shortRetry, sockets = this.createSockets() }: ClientOptions): Kafka {
    const { brokers, clientId = 'perdure', tls, sasl } = this.connection;
    const config: KafkaConfig = {
      brokers: () => sockets.brokersOf(brokers),
      clientId,
      connectionTimeout: this.connection.connectTimeoutMs ?? connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      retry: { ...retry },
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
    const admin = this.create({ requestTimeoutMs: adminRequestTimeoutMs }).admin();
    try {
      await admin.connect();
      return await use(admin);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}
