export {
  ReplyWaiter,
  type ExpectedReply,
  type ReplyWaiterDeps,
  type ReplyWaiterOptions,
} from './reply-waiter.js';
