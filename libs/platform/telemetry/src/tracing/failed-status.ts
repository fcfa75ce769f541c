import { SpanStatusCode, type SpanStatus } from '@opentelemetry/api';
import { textLengthMax } from './bounds.js';

export function failedStatus(message: string): SpanStatus {
  return { code: SpanStatusCode.ERROR, message: message.slice(0, textLengthMax) };
}
