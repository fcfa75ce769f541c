export { MemoryNotifier } from './memory-notifier.js';
