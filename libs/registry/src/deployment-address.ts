import {
  isPerdureError,
  parseLambdaArn,
  type DeploymentAddress,
  type DeploymentEndpoint,
  type LambdaAddress,
} from '@perdure/model';

import { adminError } from './admin-errors.js';
import { normaliseDeploymentUri } from './deployment-uri.js';

/** What an update says about the address; undefined fields stay as they are. */
export interface AddressChange {
  readonly uri?: string;
  readonly useHttp11?: boolean;
  readonly arn?: string;
  readonly assumeRoleArn?: string;
}

const roleArn = /^arn:[^:]+:iam::[^:]+:role\/\S+$/;

/** Throws `DEPLOYMENT_ADDRESS_INVALID`. */
export function normaliseAddress(address: DeploymentAddress): DeploymentAddress {
  if (address.kind === 'lambda') return checked(address);
  return { uri: normaliseDeploymentUri(address.uri), useHttp11: address.useHttp11 };
}

/** Where the deployment is afterwards: a URI moves it to HTTP, an ARN to AWS Lambda. Normalised. */
export function changedAddress(endpoint: DeploymentEndpoint, change: AddressChange): DeploymentAddress {
  const { uri, arn } = change;
  if (uri !== undefined && arn !== undefined) throw invalid('arn', 'a deployment is at a uri or at an arn.');
  const isLambda = arn !== undefined || (uri === undefined && endpoint.kind === 'lambda');
  return normaliseAddress(isLambda ? lambdaAddress(endpoint, change) : httpAddress(endpoint, change));
}

function httpAddress(endpoint: DeploymentEndpoint, change: AddressChange): DeploymentAddress {
  if (change.assumeRoleArn !== undefined)
    throw invalid('assume_role_arn', 'the deployment is not on AWS Lambda.');
  const current = endpoint.kind === 'lambda' ? undefined : endpoint;
  return {
    uri: change.uri ?? current?.uri ?? '',
    useHttp11: change.useHttp11 ?? current?.httpVersion === 'HTTP/1.1',
  };
}

function lambdaAddress(endpoint: DeploymentEndpoint, change: AddressChange): LambdaAddress {
  if (change.useHttp11 !== undefined)
    throw invalid('use_http_11', 'AWS Lambda is not spoken to over HTTP/1.1.');
  const current = endpoint.kind === 'lambda' ? endpoint : undefined;
  const assumeRoleArn = change.assumeRoleArn ?? current?.assumeRoleArn;
  return {
    kind: 'lambda',
    arn: change.arn ?? current?.arn ?? '',
    ...(assumeRoleArn !== undefined && { assumeRoleArn }),
  };
}

function checked(address: LambdaAddress): LambdaAddress {
  const { arn, assumeRoleArn } = address;
  try {
    parseLambdaArn(arn);
  } catch (error) {
    throw isPerdureError(error) ? invalid('arn', error.message) : error;
  }
  if (assumeRoleArn !== undefined && !roleArn.test(assumeRoleArn))
    throw invalid('assume_role_arn', 'The ARN of a role reads arn:aws:iam::{account}:role/{name}');
  return { kind: 'lambda', arn, ...(assumeRoleArn !== undefined && { assumeRoleArn }) };
}

function invalid(field: string, reason: string): Error {
  return adminError(
    'DEPLOYMENT_ADDRESS_INVALID',
    400,
    `The request field '${field}' is invalid. Reason: ${reason}`,
  );
}
