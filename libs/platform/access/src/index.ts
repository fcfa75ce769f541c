export { apiKeyForm, parseApiKey, type ApiKey } from './api-key.js';
export { ApiKeys } from './api-keys.js';
export { Authenticator, type TokenVerifier } from './authenticator.js';
export { challenges } from './challenge.js';
export { credentialIn, type Credential, type CredentialHeader } from './credential.js';
export { isGrant, type AdminGrant, type Grant } from './grant.js';
export { anyone, nobody, Principal } from './principal.js';
export { readApiKeys } from './read-api-keys.js';
export { securityRequirement, securitySchemes } from './security-schemes.js';
