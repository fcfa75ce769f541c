import type { Config } from '@perdure/config';
import { startNodePort, type ReadinessCheck } from '@perdure/health';
import { componentLogger, NestLogger, type Logger } from '@perdure/logging';
import { PerdureError } from '@perdure/model';
import type { Clock, Ids } from '@perdure/ports';
import { RandomIds, SystemClock } from '@perdure/system';
import { createMetrics, type Metrics, type Tracing } from '@perdure/telemetry';
import { StopStack } from './stop-stack.js';
import { startTracing } from './start-tracing.js';

export interface NodeOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly version: string;
  readonly roles: readonly string[];
  /** Aborted when the process is asked to stop while it starts. */
  readonly abort: AbortSignal;
  /** The server cannot go on and the process should end; what was acknowledged is safe. */
  readonly onFatal: (reason: PerdureError) => void;
}

/** What every part of a process shares, whatever its roles. */
export interface Node extends NodeOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly metrics: Metrics;
  /** Undefined when nobody wants traces. */
  readonly tracing: Tracing | undefined;
  /** Steps that undo the start, run last first. */
  readonly stops: StopStack;
  /** Adds to what `/health/ready` waits for. */
  addCheck(name: string, check: ReadinessCheck): void;
  /** Everything is up: ready, if the checks agree. */
  markStarted(): void;
  stop(): Promise<void>;
}

/** Opens the node port first, so that a process that is still starting says so. It closes last. */
export async function openNode(options: NodeOptions): Promise<Node> {
  const { config, logger, version, roles } = options;
  const metrics = createMetrics(config);
  const stops = new StopStack();
  let phase: 'starting' | 'started' | 'stopping' = 'starting';
  const checks: Record<string, ReadinessCheck> = {
    process: async () => {
      if (phase !== 'started') throw new PerdureError('PARTITION_UNAVAILABLE', `The process is ${phase}.`);
    },
  };
  const nodePort = await startNodePort({
    nodeName: config.nodeName,
    clusterName: config.clusterName,
    roles,
    version,
    metrics: config.disablePrometheus ? undefined : metrics,
    checks,
    address: config.bindAddress,
    logger: new NestLogger(componentLogger(logger, 'node-port')),
  });
  stops.add(() => nodePort.close());
  const tracing = await startTracing(options);
  if (tracing !== undefined) stops.add(() => tracing.shutdown());
  return {
    ...options,
    clock: new SystemClock(),
    ids: new RandomIds(),
    metrics,
    tracing,
    stops,
    addCheck: (name, check) => {
      checks[name] = check;
    },
    markStarted: () => {
      phase = 'started';
    },
    stop: () => {
      phase = 'stopping';
      return stops.run();
    },
  };
}
