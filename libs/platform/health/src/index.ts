export {
  nodePortOptions,
  type ExposedMetrics,
  type NodePortOptions,
  type ReadinessCheck,
} from './node-port-options.js';
export { NodePortModule } from './node-port.module.js';
export { startNodePort, type NodePort } from './start-node-port.js';
