export type { Config } from './config.js';
export { configureProcess, type ProcessLike, type Program } from './configure-process.js';
export { advertisedUrl, formatAddress, parseAddress, type Address } from './fields/address.js';
export type { LogFilter, LogLevel } from './fields/log-filter.js';
export { loadConfig, type ConfigSources } from './load-config.js';
export { asksForCredentials, type Listener } from './open-listeners.js';
export { ConfigProblems, type ConfigProblem } from './problems.js';
export { describeSettings, type SettingDescription } from './texts/describe-settings.js';
export { configurationPage } from './texts/documentation.js';
