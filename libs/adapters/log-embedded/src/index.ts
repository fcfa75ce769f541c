export { FusedLog, type FusedLogOptions } from './fused-log.js';
