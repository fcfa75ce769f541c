import { isPerdureError, locationOf, type DeploymentAddress, type DeploymentEndpoint } from '@perdure/model';
import type { Clock, DeploymentClient, DiscoveryRequest, DiscoveryResponse } from '@perdure/ports';
import { discoveryAcceptHeader, parseManifest, type Manifest } from '@perdure/protocol';

import { adminError } from './admin-errors.js';
import type { DiscoveredDeployment } from './discovered-deployment.js';

export interface DiscoveryDeps {
  readonly client: DeploymentClient;
  readonly clock: Clock;
}

/** A normalised address, and what every request there carries. */
export type DiscoveryTarget = DeploymentAddress & {
  readonly additionalHeaders: Readonly<Record<string, string>>;
  /** Headers the server itself adds to every request to a deployment, `x-restate-cluster-name` among them. */
  readonly serverHeaders: Readonly<Record<string, string>>;
};

/** An endpoint that is just starting is worth waiting for; a person at the other end waits about 2 s at most. */
const retryDelaysMs = [100, 200, 400, 800];
/** All tries together. */
const totalMsMax = 10_000;
const tryMsMax = 5_000;
const manifestBytesMax = 32 * 1024 * 1024;
/** So much of an answer that is no manifest is shown. */
const shownBodyCharactersMax = 1_000;

const retryableStatuses = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Asks an endpoint what it serves (service-protocol 2.1), again when it cannot be reached or says it is overloaded.
 *
 * Rejects with `DISCOVERY_FAILED` when no manifest came, with `MANIFEST_INVALID` when it breaks a rule; the details
 * say how the admin API answers.
 */
export async function discoverDeployment(
  deps: DiscoveryDeps,
  target: DiscoveryTarget,
): Promise<DiscoveredDeployment> {
  const response = await getManifest(deps, target);
  if (response.status !== 200) throw unexpectedStatus(locationOf(target), response);
  const manifest = parseManifest(response.headers['content-type'], response.body);
  const sdkVersion = response.headers['x-restate-server'];
  return {
    protocolMode: manifest.protocolMode,
    minProtocolVersion: manifest.minProtocolVersion,
    maxProtocolVersion: manifest.maxProtocolVersion,
    services: manifest.services,
    endpoint: endpointOf(target, response, manifest),
    ...(sdkVersion === undefined ? {} : { sdkVersion }),
  };
}

function endpointOf(
  target: DiscoveryTarget,
  { httpVersion }: DiscoveryResponse,
  { protocolMode, lambdaCompression }: Manifest,
): DeploymentEndpoint {
  const { additionalHeaders } = target;
  if (target.kind !== 'lambda') {
    const asked = target.useHttp11 ? 'HTTP/1.1' : 'HTTP/2.0';
    return { uri: target.uri, httpVersion: httpVersion ?? asked, additionalHeaders };
  }
  if (protocolMode === 'bidi-stream') throw notOverLambda(target.arn);
  const { kind, arn, assumeRoleArn } = target;
  return {
    kind,
    arn,
    ...(assumeRoleArn !== undefined && { assumeRoleArn }),
    ...(lambdaCompression !== undefined && { compression: lambdaCompression }),
    additionalHeaders,
  };
}

async function getManifest(
  { client, clock }: DiscoveryDeps,
  target: DiscoveryTarget,
): Promise<DiscoveryResponse> {
  const deadlineMs = clock.nowMs() + totalMsMax;
  for (let failures = 0; ; failures++) {
    const delayMs = retryDelaysMs[failures] ?? Infinity;
    const mayTryAgain = (): boolean => clock.nowMs() + delayMs < deadlineMs;
    try {
      const timeoutMs = Math.min(tryMsMax, deadlineMs - clock.nowMs());
      const response = await client.discover(requestOf(target, timeoutMs));
      if (!retryableStatuses.has(response.status) || !mayTryAgain()) return response;
    } catch (error) {
      if (!isPerdureError(error) || !error.retryable || !mayTryAgain()) throw error;
    }
    await new Promise<void>((resolve) => clock.schedule(delayMs, resolve));
  }
}

function requestOf(target: DiscoveryTarget, timeoutMs: number): DiscoveryRequest {
  const { additionalHeaders, serverHeaders, ...address } = target;
  return {
    ...address,
    headers: { ...serverHeaders, ...additionalHeaders, accept: discoveryAcceptHeader },
    timeoutMs,
    bodyBytesMax: manifestBytesMax,
  };
}

function notOverLambda(arn: string): Error {
  return adminError(
    'MANIFEST_INVALID',
    500,
    `'${arn}' asks for streams in both directions, which AWS Lambda does not have. ` +
      "Serve its services with the SDK's handler for AWS Lambda.",
    { restateCode: 'META0015' },
  );
}

function unexpectedStatus(location: string, { status, headers, body }: DiscoveryResponse): Error {
  const hint =
    status === 404
      ? ' Make sure the provided URI has the correct path where the SDK endpoint is mounted.'
      : '';
  const text = new TextDecoder().decode(body.subarray(0, 4 * shownBodyCharactersMax));
  return adminError(
    'DISCOVERY_FAILED',
    500,
    `'${location}' answered discovery with status code '${status}'.${hint} ` +
      `Response headers: ${JSON.stringify(headers)}. Body: ${text.slice(0, shownBodyCharactersMax)}`,
    { restateCode: 'META0003' },
  );
}
