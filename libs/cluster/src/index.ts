export { openClusterBackends } from './cluster-backends.js';
