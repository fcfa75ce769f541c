import { isPerdureError, locationOf, PerdureError, type LambdaEndpoint } from '@perdure/model';
import type {
  AttemptListener,
  AttemptRequest,
  AttemptStream,
  DeploymentClient,
  DiscoveryRequest,
  DiscoveryResponse,
} from '@perdure/ports';
import { callFailure, isPassing } from './call-failure.js';
import { compressed, decompressed } from './compression.js';
import { LambdaAttempt, requestTooLarge } from './lambda-attempt.js';
import { encodeEvent, eventBytesMax, type LambdaRequest } from './lambda-event.js';
import { LambdaFunctions } from './lambda-functions.js';
import { decodeResponse, type LambdaResponse } from './lambda-response.js';
import { defaultLambdaDeploymentClientSettings, type LambdaDeploymentClientSettings } from './settings.js';

/** A body grows by a third in base64. */
const plainBodyBytesMax = Math.floor(eventBytesMax / 4) * 3;
/** What may be gathered in the hope that it fits once it is compressed. */
const compressibleBodyBytesMax = 64 * 1024 * 1024;

/** Deployments that are functions on AWS Lambda (service-protocol 1.9): every request is one synchronous call. */
export class LambdaDeploymentClient implements DeploymentClient {
  private readonly settings: LambdaDeploymentClientSettings;
  private readonly functions: LambdaFunctions;

  constructor(settings: Partial<LambdaDeploymentClientSettings> = {}) {
    this.settings = { ...defaultLambdaDeploymentClientSettings, ...settings };
    this.functions = new LambdaFunctions(this.settings);
  }

  async discover(request: DiscoveryRequest): Promise<DiscoveryResponse> {
    if (request.kind !== 'lambda') throw notOnLambda(locationOf(request));
    const { arn, headers, timeoutMs, bodyBytesMax } = request;
    const get: LambdaRequest = { method: 'GET', path: '/discover', headers, body: Buffer.alloc(0) };
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const response = decodeResponse(await this.functions.invoke(request, encodeEvent(get), deadline));
      if (response.body.length <= bodyBytesMax) return response;
      throw new PerdureError('MESSAGE_TOO_LARGE', `the answer is longer than ${bodyBytesMax} bytes`);
    } catch (error) {
      throw discoveryFailed(arn, deadline.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error);
    }
  }

  openAttempt({ endpoint, path, headers }: AttemptRequest, listener: AttemptListener): AttemptStream {
    if (endpoint.kind !== 'lambda') throw notOnLambda(locationOf(endpoint));
    const bodyBytesMax = endpoint.compression === undefined ? plainBodyBytesMax : compressibleBodyBytesMax;
    return new LambdaAttempt(endpoint.arn, listener, bodyBytesMax, (body, signal) =>
      this.call(endpoint, { method: 'POST', path, headers, body }, signal),
    );
  }

  async close(): Promise<void> {
    this.functions.close();
  }

  private async call(
    endpoint: LambdaEndpoint,
    plain: LambdaRequest,
    signal: AbortSignal,
  ): Promise<LambdaResponse> {
    const threshold = this.settings.compressionThresholdBytes;
    const request = endpoint.compression === 'zstd' ? await compressed(plain, threshold) : plain;
    const event = encodeEvent(request);
    if (event.length > eventBytesMax) throw requestTooLarge(plain.body.length);
    return decompressed(decodeResponse(await this.functions.invoke(endpoint, event, signal)));
  }
}

function discoveryFailed(arn: string, cause: unknown): PerdureError {
  if (isPerdureError(cause, 'DEPLOYMENT_ADDRESS_FORBIDDEN')) return cause;
  return new PerdureError('DISCOVERY_FAILED', callFailure(arn, cause).message, {
    retryable: !isPerdureError(cause) && isPassing(cause),
    details: { arn, restateCode: 'META0003' },
    cause,
  });
}

/** We are wrong: whoever picks the client looks at the kind of the deployment. */
function notOnLambda(location: string): PerdureError {
  return new PerdureError('INVARIANT_VIOLATED', `'${location}' is not on AWS Lambda`);
}
