export declare class KafkaMissing extends Error {}

export declare const kafkaVersions: readonly string[];

export interface KafkaServers {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[];
  readonly pids: readonly number[];
  /** PEM of the certificate that signed the brokers', where clients come over TLS. */
  readonly certificate: string | undefined;
  /** `kill -9`, at once; resolves when the process is gone. */
  kill(index?: number): Promise<void>;
  /** Starts a killed broker again on the same port and data; resolves when it answers. */
  restart(index?: number): Promise<void>;
  /** Stops everything and removes the data. */
  stop(): Promise<void>;
}

export declare function externalKafkaBrokers(): readonly string[];
export declare function mustHaveServers(): boolean;
/** Fetches what a broker needs, where it is not there yet; throws `KafkaMissing`. */
export declare function requireKafka(): void;

export interface KafkaOptions {
  /** A release of Kafka. Default: the newest of `kafkaVersions`. */
  readonly version?: string;
  readonly nodes?: number;
  /** Clients come over TLS and name the user `perdure` with the password `perdure-secret`. */
  readonly isSecured?: boolean;
  /** Further lines of `server.properties`. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Further arguments of `java`, which win over those we give: starting quickly matters more than running fast. */
  readonly jvm?: readonly string[];
  /** Where the folder of the data is made. Default: the one for temporary files. */
  readonly folder?: string;
}

export declare function startKafka(options?: KafkaOptions): Promise<KafkaServers>;
