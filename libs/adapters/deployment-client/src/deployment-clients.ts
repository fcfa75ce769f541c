import type {
  AttemptListener,
  AttemptRequest,
  AttemptStream,
  DeploymentClient,
  DiscoveryRequest,
  DiscoveryResponse,
} from '@perdure/ports';

/** Hands every request to the client of its deployment's kind. */
export class DeploymentClients implements DeploymentClient {
  constructor(
    private readonly http: DeploymentClient,
    private readonly lambda: DeploymentClient,
  ) {}

  discover(request: DiscoveryRequest): Promise<DiscoveryResponse> {
    return this.clientOf(request.kind).discover(request);
  }

  openAttempt(request: AttemptRequest, listener: AttemptListener): AttemptStream {
    return this.clientOf(request.endpoint.kind).openAttempt(request, listener);
  }

  async close(): Promise<void> {
    await Promise.all([this.http.close(), this.lambda.close()]);
  }

  private clientOf(kind: DiscoveryRequest['kind']): DeploymentClient {
    return kind === 'lambda' ? this.lambda : this.http;
  }
}
