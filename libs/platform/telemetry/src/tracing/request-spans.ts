import { SpanKind, SpanStatusCode, trace, type Span, type Tracer } from '@opentelemetry/api';
import type { InvocationId, InvocationTarget, TraceContext } from '@perdure/model';
import { attribute, attributesOf, handlerName } from './attributes.js';
import { failedStatus } from './failed-status.js';
import { endSpan, startSpan } from './start-span.js';
import { contextOf, parentOf } from './trace-context.js';

interface RequestStart {
  readonly method: string;
  readonly invocationId: InvocationId;
  readonly target: InvocationTarget;
  readonly parent: TraceContext | undefined;
  readonly startedMs: number;
}

/** `ingress <service>/<handler>` for each call or send, with `append …` below it. What an ingress asks of a tracer. */
export class RequestSpans {
  constructor(private readonly tracer: Tracer) {}

  startRequest({ method, invocationId, target, parent, startedMs }: RequestStart): RequestSpan {
    const span = startSpan(this.tracer, `ingress ${handlerName(target)}`, {
      kind: SpanKind.SERVER,
      parent: parentOf(parent),
      startedMs,
    });
    if (span.isRecording())
      span.setAttributes(attributesOf(invocationId, target)).setAttribute(attribute.method, method);
    return new RequestSpan(this.tracer, span, target);
  }
}

class RequestSpan {
  readonly context: TraceContext;

  constructor(
    private readonly tracer: Tracer,
    private readonly span: Span,
    private readonly target: InvocationTarget,
  ) {
    this.context = contextOf(span.spanContext());
  }

  startAppend(): (error?: unknown) => void {
    const span = startSpan(this.tracer, `append ${handlerName(this.target)}`, {
      kind: SpanKind.PRODUCER,
      parent: trace.setSpan(parentOf(undefined), this.span),
    });
    return (error) => {
      if (error !== undefined) span.setStatus(failedStatus(error instanceof Error ? error.message : ''));
      endSpan(span);
    };
  }

  end(status: number | undefined, ending: string | undefined): void {
    const { span } = this;
    if (status !== undefined) span.setAttribute(attribute.status, status);
    if (ending !== undefined) span.setAttribute(attribute.requestEnding, ending);
    // As the conventions for HTTP servers have it: 4xx is the caller's failure.
    if (status !== undefined && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    endSpan(span);
  }
}
