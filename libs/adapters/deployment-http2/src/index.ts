export { HttpDeploymentClient } from './http-deployment-client.js';
export { defaultHttpDeploymentClientSettings, type HttpDeploymentClientSettings } from './settings.js';
