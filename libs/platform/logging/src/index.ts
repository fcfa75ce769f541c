export { componentLogger, createLogger, type Logger } from './create-logger.js';
export type { LoggingOptions, LogLevel } from './logging-options.js';
export { NestLogger } from './nest-logger.js';
