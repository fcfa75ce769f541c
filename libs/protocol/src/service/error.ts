import type { AttemptFailure } from '@perdure/model';
import { ProtoReader } from '../wire/reader.js';

/** How an attempt's failure wants to be handled, beyond the retry policy (service-protocol 7.3). */
export interface ReportedError {
  readonly failure: AttemptFailure;
  /** Overrides the next delay only. */
  readonly retryDelayMs?: number;
  /** V7; absent means: retry. */
  readonly behavior?: 'pause' | 'fail';
}

type ErrorBehavior = NonNullable<ReportedError['behavior']>;

const codeMax = 0xffff;

/**
 * Error: 1 code, 2 message, 3 stacktrace, 4 optional related_command_index, 5 optional related_command_name,
 * 6 optional related_command_type, 8 optional next_retry_delay (ms), since V7 9 behavior.
 */
export function decodeError(version: number, payload: Uint8Array): ReportedError {
  const failure: { -readonly [K in keyof AttemptFailure]: AttemptFailure[K] } = { code: 0, message: '' };
  let retryDelayMs: number | undefined;
  let behavior: ErrorBehavior | undefined;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 1:
        failure.code = reader.uint32();
        break;
      case 2:
        failure.message = reader.string();
        break;
      case 3:
        failure.stacktrace = reader.string();
        break;
      case 4:
        failure.relatedCommandIndex = reader.uint32();
        break;
      case 5:
        failure.relatedCommandName = reader.string();
        break;
      case 6:
        failure.relatedCommandType = reader.uint32();
        break;
      case 8:
        retryDelayMs = reader.uintSaturated();
        break;
      case 9:
        behavior = behaviorOf(reader.uint64());
        break;
      default:
        reader.skip();
    }
  if (failure.code > codeMax) failure.code = 500;
  return {
    failure,
    ...(retryDelayMs === undefined ? {} : { retryDelayMs }),
    ...(behavior === undefined || version < 7 ? {} : { behavior }),
  };
}

/** 0 RETRY, 1 PAUSE, 2 FAIL; anything newer is treated as RETRY. */
function behaviorOf(code: bigint): ErrorBehavior | undefined {
  if (code === 1n) return 'pause';
  return code === 2n ? 'fail' : undefined;
}
