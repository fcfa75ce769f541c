export { DeploymentClients } from './deployment-clients.js';
export { RequestIdentity } from './request-identity.js';
export { SigningDeploymentClient } from './signing-deployment-client.js';
