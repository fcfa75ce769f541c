export { assertNever } from './assert-never.js';
export type { Branded } from './brand.js';
export { formatByteSize, parseByteSize } from './byte-size.js';
export { formatDuration, formatIsoDuration, parseDurationMs } from './duration.js';
export {
  errorCodes,
  isPerdureError,
  PerdureError,
  type ErrorCode,
  type PerdureErrorOptions,
} from './errors.js';
export { decodeBase62, encodeBase62 } from './ids/base62.js';
export { formatAwakeableId, parseAwakeableId, type AwakeableId } from './ids/awakeable-id.js';
export { deploymentIdFromBytes, parseDeploymentId, type DeploymentId } from './ids/deployment-id.js';
export {
  invocationIdByteLength,
  invocationIdFromBytes,
  invocationIdToBytes,
  parseInvocationId,
  partitionOf,
  partitionOfKey,
  type InvocationId,
} from './ids/invocation-id.js';
export type { IdProblem } from './ids/resource-id.js';
export type { Epoch, LogOffset, PartitionId } from './ids/partition-id.js';
export {
  attemptFailureCodes,
  type AttemptFailure,
  type AttemptFailureCode,
  type InvocationSource,
  type InvocationStatus,
  type Retention,
} from './invocation/status.js';
export type { AwaitPoint, Combinator } from './journal/await-point.js';
export type {
  AttachTarget,
  Header,
  JournalCommand,
  JournalCommandKind,
  SignalResult,
} from './journal/command.js';
export { isSameStamp, lastEntryStamp, type EntryStamp } from './journal/entry-stamp.js';
export type { Frame } from './journal/frame.js';
export {
  cancelSignal,
  isCancel,
  type CompletionKind,
  type Notification,
  type NotificationResult,
  type SignalId,
} from './journal/notification.js';
export { limitCounter, limitLevels, type LimitLevel } from './limits/limit-level.js';
export { parseLimitPattern, type LimitRule } from './limits/limit-rule.js';
export { RuleBook, type ConcurrencyLimit } from './limits/rule-book.js';
export { parseLimitKey, scopeProblem } from './limits/scope.js';
export type { NodeMessage, Reply } from './partition/node-message.js';
export type {
  InvokeCommand,
  Listener,
  PartitionCommand,
  PartitionCommandKind,
  PartitionRecord,
  ReplyTo,
  RestartCommand,
} from './partition/partition-command.js';
export type { StateChange } from './partition/state-change.js';
export type {
  Deployment,
  HandlerSchema,
  HandlingOptions,
  InputSchema,
  OutputSchema,
  ProtocolMode,
  ServiceRevision,
} from './registry/deployment.js';
export {
  locationOf,
  type DeploymentAddress,
  type DeploymentEndpoint,
  type HttpAddress,
  type HttpEndpoint,
  type LambdaAddress,
  type LambdaEndpoint,
} from './registry/deployment-endpoint.js';
export { parseLambdaArn, type LambdaArn } from './registry/lambda-arn.js';
export { failureResult, serverFailures, type Failure, type Result } from './result.js';
export { retryDelayMs, type RetryPolicy } from './retry-policy.js';
export {
  completionMember,
  indexMember,
  invocationKey,
  namedSignalMember,
  parseIndexMember,
  signalMember,
  single,
  timerDueAtMs,
  timerMember,
  timersDueUntil,
} from './rows/members.js';
export type {
  CountersRow,
  DeploymentPin,
  InboxRow,
  InvocationRow,
  JournalRow,
  LimitLane,
  LimitLaneName,
  LimitRow,
  LockRow,
  NotificationRow,
  OutboxRow,
  PromiseRow,
  RowKey,
  RowTypes,
  Table,
  TimerKind,
  TimerRow,
  WaitingRow,
} from './rows/rows.js';
export {
  describeTarget,
  instanceId,
  instanceOf,
  type HandlerKind,
  type InstanceId,
  type InvocationTarget,
  type ServiceType,
} from './target.js';
export { dayMs, hourMs, minuteMs, secondMs } from './time.js';
export { parseTraceContext, traceIdOf, type TraceContext } from './trace-context.js';
