import { ROOT_CONTEXT, trace, type Context, type SpanContext } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import type { TraceContext } from '@perdure/model';

/** The parent of a new span, from what travelled with a command; of nothing, it is that the span begins a trace. */
export function parentOf(context: TraceContext | undefined): Context {
  if (context === undefined) return ROOT_CONTEXT;
  const { traceparent, tracestate } = context;
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: parseInt(flags, 16),
    isRemote: true,
    ...(tracestate !== undefined && { traceState: new TraceState(tracestate) }),
  });
}

/** What travels on, as W3C Trace Context writes it. */
export function contextOf({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const tracestate = traceState?.serialize() ?? '';
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    ...(tracestate !== '' && { tracestate }),
  };
}
