import type { InvocationStatus } from '@perdure/model';
import { Enumeration } from './enumeration.js';

export const invocationStatuses = new Enumeration<InvocationStatus>('invocation status', {
  scheduled: 1,
  inboxed: 2,
  invoked: 3,
  'backing-off': 4,
  suspended: 5,
  paused: 6,
  completed: 7,
  waiting: 8,
});
