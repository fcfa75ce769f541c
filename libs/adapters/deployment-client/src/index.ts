export { DeploymentClients } from './deployment-clients.js';
export { loadRequestIdentity } from './load-request-identity.js';
export { RequestIdentity } from './request-identity.js';
export { SigningDeploymentClient } from './signing-deployment-client.js';
