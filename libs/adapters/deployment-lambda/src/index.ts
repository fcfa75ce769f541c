export { LambdaDeploymentClient } from './lambda-deployment-client.js';
export { defaultLambdaDeploymentClientSettings, type LambdaDeploymentClientSettings } from './settings.js';
