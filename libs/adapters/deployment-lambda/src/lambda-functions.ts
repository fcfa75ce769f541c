import type { LambdaClient } from '@aws-sdk/client-lambda';
import { parseLambdaArn, PerdureError, type LambdaAddress } from '@perdure/model';
import { FunctionFailed } from './call-failure.js';
import type { LambdaDeploymentClientSettings } from './settings.js';

const roleSessionName = 'perdure';

/**
 * Calls functions by AWS's own client. It is loaded with the first call: who has no functions pays neither memory nor
 * start-up time for it.
 */
export class LambdaFunctions {
  /** One client per region and role. */
  private readonly clients = new Map<string, LambdaClient>();

  constructor(private readonly settings: LambdaDeploymentClientSettings) {}

  /**
   * Resolves with what the function returned. Rejects with {@link FunctionFailed}, with AWS's error, with the signal's
   * reason, or with `DEPLOYMENT_ADDRESS_FORBIDDEN`.
   */
  async invoke(address: LambdaAddress, event: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    if (this.settings.permits?.(address.arn) === false) throw forbidden(address.arn);
    const { InvokeCommand } = await import('@aws-sdk/client-lambda');
    const client = await this.clientOf(address);
    signal.throwIfAborted();
    const command = new InvokeCommand({ FunctionName: address.arn, Payload: event });
    const { FunctionError: failed, Payload: payload = new Uint8Array() } = await client.send(command, {
      abortSignal: signal,
    });
    if (failed !== undefined) throw new FunctionFailed(failed, payload);
    return payload;
  }

  close(): void {
    for (const client of this.clients.values()) client.destroy();
    this.clients.clear();
  }

  private async clientOf({ arn, assumeRoleArn }: LambdaAddress): Promise<LambdaClient> {
    const { region } = parseLambdaArn(arn);
    const name = `${region} ${assumeRoleArn ?? ''}`;
    const known = this.clients.get(name);
    if (known !== undefined) return known;
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    const role = assumeRoleArn === undefined ? undefined : await this.inRole(assumeRoleArn, region);
    const meanwhile = this.clients.get(name);
    if (meanwhile !== undefined) return meanwhile;
    const client = new LambdaClient({
      ...this.settings.aws,
      ...role,
      region,
      // A call that was cut may still be running: how it goes on is the retry policy's business.
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: this.settings.connectTimeoutMs,
        // The invoker bounds how many attempts run.
        httpsAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
        httpAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
      },
    });
    this.clients.set(name, client);
    return client;
  }

  /** Credentials of the role; they renew themselves. */
  private async inRole(
    roleArn: string,
    region: string,
  ): Promise<Required<Pick<LambdaClientSettings, 'credentials'>>> {
    const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    const { endpoint, credentials } = this.settings.aws ?? {};
    return {
      credentials: fromTemporaryCredentials({
        params: { RoleArn: roleArn, RoleSessionName: roleSessionName },
        clientConfig: { region, ...(endpoint !== undefined && { endpoint }) },
        ...(credentials !== undefined && { masterCredentials: credentials }),
      }),
    };
  }
}

type LambdaClientSettings = NonNullable<LambdaDeploymentClientSettings['aws']>;

function forbidden(arn: string): PerdureError {
  return new PerdureError(
    'DEPLOYMENT_ADDRESS_FORBIDDEN',
    `The server may not call '${arn}': the settings deployments.allowed-addresses and deployments.denied-addresses ` +
      'say what it may.',
  );
}
