import type { Context, Link, Span, SpanKind, Tracer } from '@opentelemetry/api';

interface SpanStart {
  readonly kind: SpanKind;
  readonly parent: Context;
  /** Monotonic, in ms; default now. */
  readonly startedMs?: number;
  readonly links?: Link[];
}

/**
 * All spans get their times from here and from {@link endSpan}, by one clock: mixed with the clock of the day, which counts
 * whole milliseconds, children would begin before their parents, and end before they begin.
 */
export function startSpan(tracer: Tracer, name: string, start: SpanStart): Span {
  const { kind, parent, startedMs = performance.now(), links = [] } = start;
  return tracer.startSpan(name, { kind, links, startTime: startedMs }, parent);
}

export function endSpan(span: Span): void {
  span.end(performance.now());
}
