export {
  DeploymentRegistrar,
  type RegisterRequest,
  type RegistrarDeps,
  type UpdateRequest,
} from './deployment-registrar.js';
export { normaliseDeploymentUri } from './deployment-uri.js';
export type { DiscoveredDeployment } from './discovered-deployment.js';
export {
  handlingOf,
  retentionOf,
  type Handling,
  type HandlingDefaults,
  type HandlingLimits,
} from './handling.js';
export { type RulePrecondition, type RuleRemoval, type RuleUpsert } from './limits/change-rules.js';
export { LimitRules } from './limits/limit-rules.js';
export { modifyService, type ServiceChange, type ServiceSettings } from './modify-service.js';
export { type RegistrationOutcome } from './register-deployment.js';
export { RegistrySnapshot } from './registry-snapshot.js';
export { ServiceRegistry, type ServiceRegistryOptions } from './service-registry.js';
