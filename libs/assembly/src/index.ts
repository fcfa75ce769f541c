export type { Backends } from './backends.js';
export type { Node } from './node.js';
export { runProcess, type Program } from './process.js';
export {
  openLimitRules,
  openRegistry,
  openReplies,
  ownsAllOf,
  startAdmin,
  startIngress,
  startWorker,
} from './roles.js';
export { readFileOf } from './tls-identity.js';
