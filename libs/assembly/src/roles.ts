import { asksForCredentials } from '@perdure/config';
import { componentLogger, NestLogger } from '@perdure/logging';
import { PerdureError } from '@perdure/model';
import { DeploymentRegistrar, LimitRules, ServiceRegistry } from '@perdure/registry';
import { ReplyWaiter } from '@perdure/replies';
import { createAdminApp } from '@perdure/role-admin';
import { createIngressApp } from '@perdure/role-ingress';
import { Worker } from '@perdure/role-worker';
import type { Backends } from './backends.js';
import type { Node } from './node.js';
import { observeIngress } from './observe-ingress.js';
import { openAuthenticator } from './open-authenticator.js';
import { openDeploymentClient } from './open-deployment-client.js';
import { handlingDefaultsOf, invokerSettingsOf } from './settings-of.js';
import { tlsIdentityOf } from './tls-identity.js';

const replyTimeoutMs = 30_000;
const waitingRequestsMax = 100_000;
const cachedStateBytesMax = 64 * 1024 * 1024;
const partitionBounds = { cachedRowsMax: 10_000, groupInputsMax: 1024, waitingInputsMax: 8192 };

/** This node's copy of the registry, for all of its roles. */
export async function openRegistry(node: Node, backends: Backends): Promise<ServiceRegistry> {
  const logger = componentLogger(node.logger, 'registry');
  const registry = await ServiceRegistry.open(backends.metadata, {
    onUnreadable: (err) => logger.error({ err }, 'the registry cannot be read'),
  });
  node.stops.add(async () => registry.close());
  return registry;
}

/** This node's copy of the rules of flow control: the admin role changes them, workers follow. */
export async function openLimitRules(node: Node, backends: Backends): Promise<LimitRules> {
  const logger = componentLogger(node.logger, 'limits');
  const rules = await LimitRules.open(backends.metadata, {
    onUnreadable: (err) => logger.error({ err }, 'the limit rules cannot be read'),
  });
  node.stops.add(async () => rules.close());
  return rules;
}

/** What waits on this node for answers of partition owners. Roles that wait share one. */
export function openReplies({ config, clock, ids, stops }: Node, { notifier }: Backends): ReplyWaiter {
  const replies = new ReplyWaiter(
    { notifier, clock, ids },
    { nodeId: config.nodeName, timeoutMs: replyTimeoutMs, waitingMax: waitingRequestsMax },
  );
  stops.add(async () => replies.close());
  return replies;
}

export async function startWorker(
  node: Node,
  backends: Backends,
  { registry, limitRules }: { readonly registry: ServiceRegistry; readonly limitRules: LimitRules },
): Promise<Worker> {
  const { config, clock, ids, logger, metrics, stops, tracing } = node;
  const { log, store, notifier, partitionCount } = backends;
  const client = openDeploymentClient(config, clock, componentLogger(logger, 'deployments'));
  stops.add(() => client.close());
  const worker = await Worker.start(
    {
      log,
      store,
      notifier,
      registry,
      limitRules,
      client,
      clock,
      ids,
      logger,
      metrics,
      ...(tracing !== undefined && { tracers: tracing }),
      onPartitionStopped: backends.onPartitionStopped,
    },
    {
      invoker: invokerSettingsOf(config),
      partitions: {
        partitionCount,
        cachedStateBytesMax: cachedStateBytesMax / partitionCount,
        ...partitionBounds,
      },
    },
  );
  stops.add(() => worker.stop());
  return worker;
}

/** Resolves with the URL it listens on. */
export async function startAdmin(
  node: Node,
  backends: Backends,
  {
    registry,
    limitRules,
    replies,
  }: {
    readonly registry: ServiceRegistry;
    readonly limitRules: LimitRules;
    readonly replies: ReplyWaiter;
  },
): Promise<string> {
  const { config, clock, ids, version, stops } = node;
  const logger = componentLogger(node.logger, 'admin');
  const client = openDeploymentClient(config, clock, componentLogger(node.logger, 'deployments'));
  stops.add(() => client.close());
  const admin = await createAdminApp({
    registry,
    limitRules,
    replies,
    partitionCount: backends.partitionCount,
    handlingDefaults: handlingDefaultsOf(config),
    registrar: new DeploymentRegistrar({
      registry,
      client,
      clock,
      ids,
      serverHeaders: config.worker.invoker.additionalRequestHeaders,
    }),
    clock,
    ids,
    commandLog: backends.log,
    stateReader: backends.store,
    serverInfo: {
      clusterName: config.clusterName,
      version,
      ingressEndpoint: config.ingress.advertisedAddress,
      isProtocolV7Enabled: config.experimentalEnableProtocolV7,
      isIngressProtected: asksForCredentials(config, 'ingress'),
    },
    tls: tlsIdentityOf('admin', config.admin),
    authenticator: await openAuthenticator(node, 'admin', logger),
    onChangeRequest: asksForCredentials(config, 'admin')
      ? (request) => logger.info(request, 'an operator asked for a change')
      : undefined,
    logger: new NestLogger(logger),
  });
  stops.add(() => admin.close());
  await admin.listen(config.admin.bindAddress.port, config.admin.bindAddress.host);
  return withScheme(await admin.getUrl(), config.admin);
}

/** Resolves with the URL it listens on. */
export async function startIngress(
  node: Node,
  backends: Backends,
  { registry, replies }: { readonly registry: ServiceRegistry; readonly replies: ReplyWaiter },
): Promise<string> {
  const { config, clock, ids, metrics, stops, tracing } = node;
  const logger = componentLogger(node.logger, 'ingress');
  const ingress = await createIngressApp({
    registry,
    replies,
    partitionCount: backends.partitionCount,
    handlingDefaults: handlingDefaultsOf(config),
    log: backends.log,
    reader: backends.store,
    clock,
    ids,
    nodeId: config.nodeName,
    settings: {
      requestBytesMax: config.ingress.requestSizeLimitBytes,
      concurrentRequestsMax: config.ingress.concurrentApiRequestsLimit,
      automaticIdempotencyKeys: !config.disableControlledIdempotentSharding,
      automaticKeyRetentionMsMax: config.maxAutomaticIdempotencyRetentionMs,
      acceptsScopes: !config.disableScopes,
    },
    tls: tlsIdentityOf('ingress', config.ingress),
    authenticator: await openAuthenticator(node, 'ingress', logger),
    observer: observeIngress(metrics),
    ...(tracing !== undefined && { tracer: tracing.requests }),
    logger: new NestLogger(logger),
    onUnexpectedError: (err) => logger.error({ err }, 'a request failed unexpectedly'),
  });
  stops.add(() => ingress.close());
  await ingress.listen(config.ingress.bindAddress.port, config.ingress.bindAddress.host);
  return withScheme(await ingress.getUrl(), config.ingress);
}

/** Fails while the worker owns fewer partitions than it must to serve alone. */
export function ownsAllOf(worker: Worker, partitionCount: number): () => Promise<void> {
  return async () => {
    const owned = worker.ownedPartitions.length;
    if (owned < partitionCount)
      throw new PerdureError('PARTITION_UNAVAILABLE', `${owned} of ${partitionCount} partitions are owned.`);
  };
}

/** Nest knows nothing of the TLS on the port that it listens on. */
function withScheme(url: string, { tlsCertFile }: { readonly tlsCertFile: string | null }): string {
  return tlsCertFile === null ? url : url.replace(/^http:/, 'https:');
}
