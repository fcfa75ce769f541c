import type { Principal } from '@perdure/access';
import type { Deployment, HttpEndpoint, LambdaEndpoint, ProtocolMode } from '@perdure/model';
import type { HandlingDefaults } from '@perdure/registry';

import { serviceJson } from '../services/service-json.js';

/** An entry of `GET /deployments` (admin-api 3.2): its services by name and revision. */
export function deploymentJson(deployment: Deployment, reader: Principal): object {
  return {
    ...withoutServices(deployment, reader),
    services: deployment.services.map(({ name, revision }) => ({ name, revision })),
  };
}

/** `GET /deployments/{id}`: its services in full, as of this deployment. */
export function detailedDeploymentJson(
  deployment: Deployment,
  defaults: HandlingDefaults,
  reader: Principal,
): object {
  return {
    ...withoutServices(deployment, reader),
    services: deployment.services.map((service) => serviceJson(service, defaults)),
  };
}

/** Answer to a registration (admin-api 3.1). */
export function registeredJson(deployment: Deployment, defaults: HandlingDefaults): object {
  const { id, services, minProtocolVersion, maxProtocolVersion, sdkVersion } = deployment;
  return {
    id,
    services: services.map((service) => serviceJson(service, defaults)),
    min_protocol_version: minProtocolVersion,
    max_protocol_version: maxProtocolVersion,
    sdk_version: sdkVersion,
  };
}

function withoutServices(deployment: Deployment, reader: Principal): object {
  const { endpoint } = deployment;
  return {
    id: deployment.id,
    ...(endpoint.kind === 'lambda' ? lambdaJson(endpoint) : httpJson(endpoint, deployment.protocolMode)),
    additional_headers: unlessEmpty(headersFor(reader, endpoint.additionalHeaders)),
    metadata: unlessEmpty(deployment.metadata),
    created_at: nanosecondTimestamp(deployment.createdAtMs),
    min_protocol_version: deployment.minProtocolVersion,
    max_protocol_version: deployment.maxProtocolVersion,
    sdk_version: deployment.sdkVersion,
  };
}

function httpJson({ uri, httpVersion }: HttpEndpoint, protocolMode: ProtocolMode): object {
  const protocolType = protocolMode === 'bidi-stream' ? 'BidiStream' : 'RequestResponse';
  return { uri, protocol_type: protocolType, http_version: httpVersion };
}

function lambdaJson({ arn, assumeRoleArn, compression }: LambdaEndpoint): object {
  return { arn, assume_role_arn: assumeRoleArn, compression };
}

/**
 * The values are credentials as often as not, so they are for those only who could register the deployment. Without
 * authentication these are all, as with the reference.
 */
function headersFor(reader: Principal, headers: Readonly<Record<string, string>>): typeof headers {
  if (reader.may('admin')) return headers;
  return Object.fromEntries(Object.keys(headers).map((name) => [name, '(not shown)']));
}

function unlessEmpty(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}

/** RFC 3339 with nine digits, of which the last six are zero. */
function nanosecondTimestamp(unixMs: number): string {
  return new Date(unixMs).toISOString().replace('Z', '000000Z');
}
