import { NoStepAfterAck, OneLiveAttempt, ProtocolKept, ReplayEqualsLive, TimerNotEarly } from './attempts.js';
import type { Checker, Judge } from './checker.js';
import { OutboxExactlyOnce, PromiseOnce, StateExact } from './data.js';
import { NoLeakedRows, NoLostInvocation, NothingStuck, OneAnswerPerKey } from './life.js';
import { LimitsKept } from './limits.js';
import { ExclusiveKey, InboxOrder } from './objects.js';

const checkers = [
  NoLostInvocation,
  OneAnswerPerKey,
  OneLiveAttempt,
  ExclusiveKey,
  InboxOrder,
  TimerNotEarly,
  OutboxExactlyOnce,
  NoStepAfterAck,
  StateExact,
  PromiseOnce,
  ReplayEqualsLive,
  ProtocolKept,
  LimitsKept,
  NothingStuck,
  NoLeakedRows,
];

export function createCheckers(judge: Judge): Checker[] {
  return checkers.map((CheckerClass) => new CheckerClass(judge));
}
