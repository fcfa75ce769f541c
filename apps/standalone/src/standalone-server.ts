import type { Config } from '@perdure/config';
import { startNodePort } from '@perdure/health';
import { FusedLog } from '@perdure/log-embedded';
import { componentLogger, NestLogger, type Logger } from '@perdure/logging';
import { PerdureError } from '@perdure/model';
import { MemoryNotifier } from '@perdure/notifier-memory';
import { DeploymentRegistrar, ServiceRegistry } from '@perdure/registry';
import { ReplyWaiter } from '@perdure/replies';
import { createAdminApp } from '@perdure/role-admin';
import { createIngressApp } from '@perdure/role-ingress';
import { Worker } from '@perdure/role-worker';
import { openEmbeddedStore } from '@perdure/store-embedded';
import { RandomIds, SystemClock } from '@perdure/system';
import { createMetrics } from '@perdure/telemetry';
import { openDeploymentClient } from './open-deployment-client.js';
import { handlingDefaultsOf, invokerSettingsOf } from './settings-of.js';
import { StopStack } from './stop-stack.js';

/** One process is one partition: everything shares one commit, and so one disk sync. */
const partitionCount = 1;
const replyTimeoutMs = 30_000;
const waitingRequestsMax = 100_000;

export interface StandaloneServer {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  /** Stops intake, lets requests finish, stores what running attempts reported, closes. Called once. */
  stop(): Promise<void>;
}

/**
 * All three roles in one process, on the embedded store. Rejects when any part cannot start; nothing is left running.
 * @param onFatal told when the server cannot go on and the process should end; what was acknowledged is safe
 */
export async function startStandalone(
  config: Config,
  options: {
    readonly logger: Logger;
    readonly version: string;
    readonly onFatal: (reason: PerdureError) => void;
  },
): Promise<StandaloneServer> {
  const stops = new StopStack();
  try {
    return await startParts(config, options, stops);
  } catch (error) {
    await stops.run();
    throw error;
  }
}

async function startParts(
  config: Config,
  { logger, version, onFatal }: Parameters<typeof startStandalone>[1],
  stops: StopStack,
): Promise<StandaloneServer> {
  const clock = new SystemClock();
  const ids = new RandomIds();
  const nodeId = config.nodeName;
  const metrics = createMetrics(config);
  let ownedPartitions = 0;

  const nodePort = await startNodePort({
    nodeName: nodeId,
    clusterName: config.clusterName,
    roles: ['ingress', 'worker', 'admin'],
    version,
    metrics: config.disablePrometheus ? undefined : metrics,
    checks: {
      partitions: async () => {
        if (ownedPartitions < partitionCount)
          throw new PerdureError('PARTITION_UNAVAILABLE', 'The partition is not owned yet, or not any more.');
      },
    },
    address: config.bindAddress,
    logger: new NestLogger(componentLogger(logger, 'node-port')),
  });
  stops.add(() => nodePort.close());

  const store = await openEmbeddedStore(config.baseDir);
  stops.add(() => store.close());
  const registry = await ServiceRegistry.open(store.metadata, {
    onUnreadable: (err) => componentLogger(logger, 'registry').error({ err }, 'the registry cannot be read'),
  });
  stops.add(async () => registry.close());
  const client = openDeploymentClient(config, clock, componentLogger(logger, 'deployments'));
  stops.add(() => client.close());
  const notifier = new MemoryNotifier();
  const log = new FusedLog({ partitionCount });

  const worker = await Worker.start(
    {
      log,
      store: store.state,
      notifier,
      registry,
      client,
      clock,
      ids,
      logger,
      metrics,
      onPartitionLost: (reason) => {
        ownedPartitions = 0;
        onFatal(reason);
      },
    },
    {
      invoker: invokerSettingsOf(config),
      partitions: { partitionCount, cachedRowsMax: 10_000, groupInputsMax: 1024, waitingInputsMax: 8192 },
    },
  );
  ownedPartitions = worker.ownedPartitions.length;
  stops.add(async () => {
    ownedPartitions = 0;
    await worker.stop();
  });

  const replies = new ReplyWaiter(
    { notifier, clock, ids },
    { nodeId, timeoutMs: replyTimeoutMs, waitingMax: waitingRequestsMax },
  );
  stops.add(async () => replies.close());
  const handlingDefaults = handlingDefaultsOf(config);
  const shared = { registry, replies, partitionCount, handlingDefaults };

  const admin = await createAdminApp({
    ...shared,
    registrar: new DeploymentRegistrar({
      registry,
      client,
      clock,
      ids,
      serverHeaders: config.worker.invoker.additionalRequestHeaders,
    }),
    commandLog: log,
    stateReader: store.state,
    serverInfo: {
      version,
      ingressEndpoint: config.ingress.advertisedAddress,
      isProtocolV7Enabled: config.experimentalEnableProtocolV7,
    },
    logger: new NestLogger(componentLogger(logger, 'admin')),
  });
  stops.add(() => admin.close());
  await admin.listen(config.admin.bindAddress.port, config.admin.bindAddress.host);

  const ingress = await createIngressApp({
    ...shared,
    log,
    reader: store.state,
    clock,
    ids,
    nodeId,
    settings: {
      requestBytesMax: config.ingress.requestSizeLimitBytes,
      concurrentRequestsMax: config.ingress.concurrentApiRequestsLimit,
      automaticIdempotencyKeys: !config.disableControlledIdempotentSharding,
    },
    logger: new NestLogger(componentLogger(logger, 'ingress')),
    onUnexpectedError: (err) =>
      componentLogger(logger, 'ingress').error({ err }, 'a request failed unexpectedly'),
  });
  stops.add(() => ingress.close());
  await ingress.listen(config.ingress.bindAddress.port, config.ingress.bindAddress.host);

  return { ingressUrl: await ingress.getUrl(), adminUrl: await admin.getUrl(), stop: () => stops.run() };
}
