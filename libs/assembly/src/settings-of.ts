import { AddressRules, parseAddressPattern } from '@perdure/access';
import type { Config } from '@perdure/config';
import {
  defaultHttpDeploymentClientSettings,
  type HttpDeploymentClientSettings,
} from '@perdure/deployment-http2';
import {
  defaultLambdaDeploymentClientSettings,
  type LambdaDeploymentClientSettings,
} from '@perdure/deployment-lambda';
import { defaultInvokerSettings, type InvokerSettings } from '@perdure/invoker';
import { serviceProtocolVersions } from '@perdure/protocol';
import type { HandlingDefaults } from '@perdure/registry';

/** The slices of the configuration, in the shape each part takes them. */

export function handlingDefaultsOf(config: Config): HandlingDefaults {
  return {
    idempotencyRetentionMs: config.defaultIdempotencyRetentionMs,
    workflowCompletionRetentionMs: config.defaultWorkflowCompletionRetentionMs,
    journalRetentionMs: config.defaultJournalRetentionMs,
    inactivityTimeoutMs: config.worker.invoker.inactivityTimeoutMs,
    abortTimeoutMs: config.worker.invoker.abortTimeoutMs,
    retryPolicy: config.defaultRetryPolicy,
    limits: {
      idempotencyRetentionMsMax: config.maxIdempotencyRetentionMs,
      workflowCompletionRetentionMsMax: config.maxWorkflowCompletionRetentionMs,
      journalRetentionMsMax: config.maxJournalRetentionMs,
      retryAttemptsMax: config.maxRetryPolicyMaxAttempts,
    },
  };
}

export function invokerSettingsOf(config: Config): InvokerSettings {
  const { invoker } = config.worker;
  return {
    ...defaultInvokerSettings,
    concurrentAttemptsMax: invoker.concurrentInvocationsLimit,
    queuedAttemptsMax: invoker.inMemoryQueueLengthLimit,
    messageBytesMax: invoker.messageSizeLimitBytes,
    messageWarningBytes: invoker.messageSizeWarningBytes,
    eagerStateBytesMax: invoker.eagerStateSizeLimitBytes,
    protocolVersionMax: config.experimentalEnableProtocolV7
      ? serviceProtocolVersions.max
      : serviceProtocolVersions.max - 1,
    acceptsScopes: !config.disableScopes,
    additionalRequestHeaders: invoker.additionalRequestHeaders,
    handlingDefaults: handlingDefaultsOf(config),
  };
}

export function httpClientSettingsOf(config: Config): HttpDeploymentClientSettings {
  const { invoker } = config.worker;
  return {
    ...defaultHttpDeploymentClientSettings,
    connectTimeoutMs: invoker.connectTimeoutMs,
    streamsPerSessionMax: invoker.http2StreamsPerConnectionLimit,
    keepAliveIntervalMs: invoker.http2KeepAliveIntervalMs,
    keepAliveTimeoutMs: invoker.http2KeepAliveTimeoutMs,
    idleSessionMs: invoker.http2IdleConnectionTimeoutMs,
  };
}

export function lambdaClientSettingsOf(config: Config): LambdaDeploymentClientSettings {
  const { invoker } = config.worker;
  return {
    ...defaultLambdaDeploymentClientSettings,
    connectTimeoutMs: invoker.connectTimeoutMs,
    compressionThresholdBytes: invoker.requestCompressionThresholdBytes,
  };
}

export function addressRulesOf({ deployments }: Config): AddressRules {
  const patterns = (texts: readonly string[]) =>
    texts.map(parseAddressPattern).filter((pattern) => pattern !== undefined);
  return new AddressRules(patterns(deployments.allowedAddresses), patterns(deployments.deniedAddresses));
}
