import type { AttemptEvent, RetryDecision } from '@perdure/engine';
import { assertNever, type InvocationRow } from '@perdure/model';
import { FrameDecoder, invocationContentType, type SdkMessage } from '@perdure/protocol';
import type { Handling } from '@perdure/registry';
import type { ChosenDeployment } from './choose-deployment.js';
import type { AttemptOutcome } from './observer.js';
import type { CommandResolver } from './resolve-command.js';

/** How one attempt is led, fixed when its deployment is chosen. */
export interface Conversation {
  readonly chosen: ChosenDeployment;
  readonly contentType: string;
  readonly isStateLazy: boolean;
  /** Notifications can be pushed into the attempt. An inactivity timeout of 0 asks for the opposite (service-protocol 7.6). */
  readonly isBidirectional: boolean;
  readonly inactivityTimeoutMs: number;
  readonly abortTimeoutMs: number;
  /** One object serves every event of the attempt. */
  readonly retry: RetryDecision;
  readonly decoder: FrameDecoder;
}

export function conversationWith(
  chosen: ChosenDeployment,
  handling: Handling,
  jitter: number,
  messageBytesMax: number,
): Conversation {
  const { inactivityTimeoutMs, abortTimeoutMs } = handling;
  return {
    chosen,
    contentType: invocationContentType(chosen.pin.protocolVersion),
    isStateLazy: handling.enableLazyState,
    isBidirectional: chosen.deployment.protocolMode === 'bidi-stream' && inactivityTimeoutMs > 0,
    inactivityTimeoutMs,
    abortTimeoutMs,
    retry: { policy: handling.retryPolicy, jitter },
    decoder: new FrameDecoder(messageBytesMax - 1),
  };
}

/** What a message from the SDK comes to, or undefined for advice nobody acts on. */
export function eventOf(
  message: SdkMessage,
  { id: invocationId, attempt }: InvocationRow,
  { chosen: { pin }, retry }: Conversation,
  resolver: CommandResolver,
): AttemptEvent | undefined {
  switch (message.kind) {
    case 'command': {
      const { frame, command, isAckRequested } = message;
      const event = {
        invocationId,
        attempt,
        kind: 'command',
        frame,
        command,
        isAckRequested,
        pin,
        retry,
      } as const;
      const resolution = resolver.resolve(command);
      return resolution === undefined ? event : { ...event, resolution };
    }
    case 'run-proposed': {
      const { completionId, result, isAckRequested } = message;
      return { invocationId, attempt, kind: 'run-proposed', completionId, result, isAckRequested };
    }
    case 'suspended':
      return { invocationId, attempt, kind: 'suspended', awaiting: message.awaiting };
    case 'ended':
      return { invocationId, attempt, kind: 'ended', retry };
    case 'error': {
      const { failure, retryDelayMs, behavior } = message;
      const decision: RetryDecision = {
        ...retry,
        ...(retryDelayMs !== undefined && { delayMs: retryDelayMs }),
        ...(behavior !== undefined && { behavior }),
      };
      return { invocationId, attempt, kind: 'failed', failure, retry: decision };
    }
    case 'awaiting-on':
      return undefined;
    default:
      return assertNever(message);
  }
}

/**
 * How the attempt ends with this event, after which nothing counts; undefined when it goes on. Besides what ends every
 * attempt that is a command that cannot be carried out: nothing behind it may be stored (service-protocol 5).
 */
export function outcomeOf(event: AttemptEvent): AttemptOutcome | undefined {
  switch (event.kind) {
    case 'command':
      return event.resolution?.kind === 'unresolvable' ? 'failed' : undefined;
    case 'run-proposed':
      return undefined;
    case 'suspended':
      return 'suspended';
    case 'ended':
      return 'completed';
    case 'failed':
      return 'failed';
    default:
      return assertNever(event);
  }
}
