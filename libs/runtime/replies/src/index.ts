export { ReplyWaiter, type ReplyWaiterDeps, type ReplyWaiterOptions } from './reply-waiter.js';
