import type {
  AttemptListener,
  AttemptRequest,
  AttemptStream,
  Clock,
  DeploymentClient,
  DiscoveryRequest,
  DiscoveryResponse,
} from '@perdure/ports';
import type { RequestIdentity } from './request-identity.js';

/** Signs every request. Put around another client only where there is a key: without one, nothing is paid. */
export class SigningDeploymentClient implements DeploymentClient {
  constructor(
    private readonly inner: DeploymentClient,
    private readonly identity: RequestIdentity,
    private readonly clock: Clock,
  ) {}

  discover(request: DiscoveryRequest): Promise<DiscoveryResponse> {
    return this.inner.discover({ ...request, headers: this.signed(request.headers, '/discover') });
  }

  openAttempt(request: AttemptRequest, listener: AttemptListener): AttemptStream {
    const headers = this.signed(request.headers, request.path, request.serviceKey);
    return this.inner.openAttempt({ ...request, headers }, listener);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  /** The signature goes last: no configured header can stand in for it. */
  private signed(
    headers: Readonly<Record<string, string>>,
    path: string,
    serviceKey?: string,
  ): Readonly<Record<string, string>> {
    return { ...headers, ...this.identity.headersFor(path, serviceKey, this.clock.nowMs()) };
  }
}
