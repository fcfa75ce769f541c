import { SpanStatusCode, type SpanStatus } from '@opentelemetry/api';

/** Handlers choose their messages freely, and a span is no place for a large one. */
const messageLengthMax = 1024;

export function failedStatus(message: string): SpanStatus {
  return { code: SpanStatusCode.ERROR, message: message.slice(0, messageLengthMax) };
}
