import * as http from 'node:http';
import * as https from 'node:https';
import { locationOf, type HttpEndpoint } from '@perdure/model';
import type {
  AttemptListener,
  AttemptRequest,
  AttemptStream,
  DeploymentClient,
  DiscoveryRequest,
  DiscoveryResponse,
} from '@perdure/ports';
import { discover } from './discover.js';
import { joinPath, parseEndpointAddress, type EndpointAddress } from './endpoint-address.js';
import { checkDestination, guardedLookup } from './guard.js';
import { requestHead } from './http2/fields.js';
import { Http1Attempt } from './http1-attempt.js';
import { Http2Attempt } from './http2-attempt.js';
import { Http2SessionPool } from './http2-session-pool.js';
import { defaultHttpDeploymentClientSettings, type HttpDeploymentClientSettings } from './settings.js';
import { transportError } from './transport-error.js';

/**
 * Deployments over HTTP/2 (prior knowledge on `http:`, ALPN on `https:`) and HTTP/1.1, as their discovery recorded it
 * (service-protocol 1.3). Connections are shared per origin and closed when nobody has needed them for a while.
 */
export class HttpDeploymentClient implements DeploymentClient {
  private readonly settings: HttpDeploymentClientSettings;
  private readonly pools = new Map<string, Http2SessionPool>();
  /** The registry hands out the same endpoint object until it changes. */
  private readonly addresses = new WeakMap<HttpEndpoint, EndpointAddress>();
  private readonly plainAgent: http.Agent;
  private readonly tlsAgent: https.Agent;
  private isClosed = false;

  constructor(settings: Partial<HttpDeploymentClientSettings> = {}) {
    this.settings = { ...defaultHttpDeploymentClientSettings, ...settings };
    const { idleHttp11SocketMs, certificateAuthorities } = this.settings;
    const agentOptions = { keepAlive: true, noDelay: true, timeout: idleHttp11SocketMs };
    this.plainAgent = new http.Agent(agentOptions);
    this.tlsAgent = new https.Agent({
      ...agentOptions,
      ALPNProtocols: ['http/1.1'],
      ...(certificateAuthorities === undefined ? {} : { ca: certificateAuthorities }),
    });
  }

  async discover(request: DiscoveryRequest): Promise<DiscoveryResponse> {
    if (request.kind === 'lambda') throw notOverHttp();
    return discover(request, this.settings);
  }

  openAttempt(request: AttemptRequest, listener: AttemptListener): AttemptStream {
    const { endpoint } = request;
    try {
      if (this.isClosed) throw new Error('the client was closed');
      if (endpoint.kind === 'lambda') throw notOverHttp();
      const address = this.addressOf(endpoint);
      checkDestination(address, this.settings.guard);
      return endpoint.httpVersion === 'HTTP/2.0'
        ? this.openHttp2(address, request, listener)
        : this.openHttp11(address, request, listener);
    } catch (error) {
      return brokenAttempt(locationOf(endpoint), error, listener);
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const pool of [...this.pools.values()]) pool.destroy();
    this.plainAgent.destroy();
    this.tlsAgent.destroy();
  }

  private openHttp2(
    address: EndpointAddress,
    request: AttemptRequest,
    listener: AttemptListener,
  ): AttemptStream {
    const head = requestHead('POST', address, request.path, request.headers);
    const attempt = new Http2Attempt(address.uri, head, listener);
    this.poolOf(address).open(attempt);
    return attempt;
  }

  private openHttp11(
    address: EndpointAddress,
    request: AttemptRequest,
    listener: AttemptListener,
  ): AttemptStream {
    const options: http.RequestOptions = {
      method: 'POST',
      host: address.host,
      port: address.port,
      path: joinPath(address, request.path),
      headers: { ...request.headers, host: address.authority },
      ...guardedLookup(address, this.settings.guard),
    };
    const exchange = address.isTls
      ? https.request({ ...options, agent: this.tlsAgent })
      : http.request({ ...options, agent: this.plainAgent });
    return new Http1Attempt(address.uri, exchange, listener, this.settings.connectTimeoutMs);
  }

  private addressOf(endpoint: HttpEndpoint): EndpointAddress {
    const known = this.addresses.get(endpoint);
    if (known !== undefined) return known;
    const address = parseEndpointAddress(endpoint.uri);
    this.addresses.set(endpoint, address);
    return address;
  }

  private poolOf(address: EndpointAddress): Http2SessionPool {
    const known = this.pools.get(address.origin);
    if (known !== undefined) return known;
    const pool = new Http2SessionPool(address, this.settings, () => this.pools.delete(address.origin));
    this.pools.set(address.origin, pool);
    return pool;
  }
}

function notOverHttp(): Error {
  return new Error('a function on AWS Lambda is not called over HTTP');
}

/** Reports the error once the caller holds the stream. */
function brokenAttempt(uri: string, error: unknown, listener: AttemptListener): AttemptStream {
  let isCancelled = false;
  process.nextTick(() => {
    if (!isCancelled) listener.onError(transportError(uri, error));
  });
  const ignore = (): void => undefined;
  return {
    write: () => true,
    end: ignore,
    pause: ignore,
    resume: ignore,
    cancel: () => (isCancelled = true),
  };
}
