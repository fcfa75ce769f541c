import type { Config } from '@perdure/config';
import { DeploymentClients, loadRequestIdentity, SigningDeploymentClient } from '@perdure/deployment-client';
import { HttpDeploymentClient } from '@perdure/deployment-http2';
import { LambdaDeploymentClient } from '@perdure/deployment-lambda';
import type { Logger } from '@perdure/logging';
import type { Clock, DeploymentClient } from '@perdure/ports';
import { addressRulesOf, httpClientSettingsOf, lambdaClientSettingsOf } from './settings-of.js';

/** For deployments over HTTP and on AWS Lambda, where they may be; signs requests if there is a key to sign with. */
export function openDeploymentClient(config: Config, clock: Clock, logger: Logger): DeploymentClient {
  const file = config.requestIdentityPrivateKeyPemFile;
  const identity =
    file === null ? undefined : loadRequestIdentity(file, config.worker.invoker.requestIdentityExpirationMs);
  const rules = addressRulesOf(config);
  const clients = new DeploymentClients(
    new HttpDeploymentClient({ ...httpClientSettingsOf(config), guard: rules }),
    new LambdaDeploymentClient({
      ...lambdaClientSettingsOf(config),
      permits: (arn) => rules.permitsLambda(arn),
    }),
  );
  if (identity === undefined) return clients;
  logger.info(
    { identityKey: identity.keyId },
    'requests to services are signed; this is the key they should know',
  );
  return new SigningDeploymentClient(clients, identity, clock);
}
