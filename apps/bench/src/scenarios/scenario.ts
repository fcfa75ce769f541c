import { type LoadProcess } from '../load/load-process.js';
import { type Measurement } from '../report/metrics.js';
import { type ServiceProcess } from '../service/service-process.js';
import { type Server } from '../subject/server.js';

/** How much of it. */
export interface Sizes {
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly delayedCalls: number;
  readonly suspendedInvocations: number;
  readonly storedInvocations: number;
}

/** A fresh server with the services registered, and everything to measure it with. */
export interface Bench {
  readonly server: Server;
  readonly load: LoadProcess;
  readonly services: ServiceProcess;
  readonly sizes: Sizes;
}

export interface Scenario {
  readonly name: string;
  /** One sentence without a dot at its end. */
  readonly description: string;
  /** One round is enough: it takes long, and its figures vary little. */
  readonly isMeasuredOnce?: true;
  measure(bench: Bench): Promise<Measurement>;
}
