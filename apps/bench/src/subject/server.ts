import { type ProcessUsage } from '../process/proc-stats.js';
import { type FsyncTrace } from './fsync-trace.js';

export interface ServerOptions {
  /** The server's own folder is made in here and removed when it stops. */
  readonly dataFolder: string;
  /** Receives the CPU profiles of a server that runs on Node. */
  readonly profileFolder?: string | undefined;
  readonly isTraced: boolean;
  /** A call of the ingress that is answered once the deployment is registered and the server serves. */
  readonly probePath: string;
}

export type StopSignal = 'SIGTERM' | 'SIGKILL';

/** A running server with data and ports of its own, of one process or of several. */
export interface Server {
  /** On loopback. */
  readonly ingressPort: number;
  /** Counted when asked for with {@link ServerOptions.isTraced}. */
  readonly syncs: FsyncTrace | undefined;

  /** Since the processes were started last. */
  usage(): Usage;

  /** Registers a deployment; resolves once its services can be called. */
  register(uri: string): Promise<void>;

  /**
   * Ends the server and starts it again on the same data. Resolves with the milliseconds from the start of its processes
   * until it has answered a durable call, of every partition it has.
   */
  restart(signal: StopSignal): Promise<number>;

  /** Ends it in good order, so that profiles are written, and removes its data. */
  stop(): Promise<void>;

  /** Ends it however it can be ended, and removes its data. */
  remove(): Promise<void>;
}

export interface Usage {
  /** All processes of the server, summed. */
  readonly server: ProcessUsage;
  /** Of a cluster. What is not its own, Kafka and Redis, is not in the sum. */
  readonly parts?: Readonly<Record<PartName, ProcessUsage>>;
}

/** Of the nodes of one role together, or of a server that the cluster stands on. */
export type PartName = 'ingress' | 'worker' | 'admin' | 'kafka' | 'redis';
