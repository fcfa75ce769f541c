import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span, type Tracer } from '@opentelemetry/api';
import {
  locationOf,
  type AttemptFailure,
  type Deployment,
  type DeploymentPin,
  type InvocationId,
  type InvocationRow,
  type InvocationTarget,
  type TraceContext,
} from '@perdure/model';
import type { AttemptOutcome } from '../metrics.js';
import { attribute, attributesOf, handlerName } from './attributes.js';
import { eventsMax, nameLengthMax, runsMax } from './bounds.js';
import { failedStatus } from './failed-status.js';
import { endSpan, startSpan } from './start-span.js';
import { contextOf, parentOf } from './trace-context.js';

/**
 * `attempt <service>/<handler>` for each attempt, with `run <name>` below it for each step it ran, and an event for every
 * other command of the handler. What an invoker asks of a tracer.
 */
export class AttemptSpans {
  constructor(private readonly tracer: Tracer) {}

  startAttempt({ id, target, attempt, trace: parent }: InvocationRow): AttemptSpan {
    const span = startSpan(this.tracer, `attempt ${handlerName(target)}`, {
      kind: SpanKind.CLIENT,
      parent: parentOf(parent),
    });
    if (span.isRecording())
      span.setAttributes(attributesOf(id, target)).setAttribute(attribute.attempt, attempt);
    return new AttemptSpan(this.tracer, span);
  }
}

class AttemptSpan {
  readonly context: TraceContext;
  private events = 0;
  /** Steps that are running, by completion id. */
  private readonly runs = new Map<number, Span>();

  constructor(
    private readonly tracer: Tracer,
    private readonly span: Span,
  ) {
    this.context = contextOf(span.spanContext());
  }

  onDeploymentChosen({ id, endpoint }: Deployment, { protocolVersion }: DeploymentPin): void {
    this.span
      .setAttribute(attribute.deploymentId, id)
      .setAttribute(attribute.deploymentAddress, locationOf(endpoint))
      .setAttribute(attribute.protocolVersion, protocolVersion);
  }

  onCommand(kind: string, name: string): void {
    if (this.events === eventsMax) return;
    this.events++;
    this.span.addEvent(kind, name === '' ? {} : { [attribute.entryName]: name }, performance.now());
  }

  onRunStarted(completionId: number, name: string): void {
    if (!this.span.isRecording() || this.runs.size === runsMax) return;
    const kind = SpanKind.INTERNAL;
    const span = startSpan(this.tracer, 'run', { kind, parent: trace.setSpan(ROOT_CONTEXT, this.span) });
    if (name !== '')
      span.updateName(`run ${name.slice(0, nameLengthMax)}`).setAttribute(attribute.entryName, name);
    this.runs.set(completionId, span);
  }

  /** A step that began in an earlier attempt has no span. */
  onRunEnded(completionId: number, isFailure: boolean): void {
    const span = this.runs.get(completionId);
    if (span === undefined) return;
    this.runs.delete(completionId);
    if (isFailure) span.setStatus({ code: SpanStatusCode.ERROR });
    endSpan(span);
  }

  startSend(invocationId: InvocationId, target: InvocationTarget): TraceContext {
    const span = startSpan(this.tracer, `send ${handlerName(target)}`, {
      kind: SpanKind.PRODUCER,
      parent: ROOT_CONTEXT,
      links: [{ context: this.span.spanContext() }],
    });
    if (span.isRecording()) span.setAttributes(attributesOf(invocationId, target));
    endSpan(span);
    return contextOf(span.spanContext());
  }

  end(outcome: AttemptOutcome, failure: AttemptFailure | undefined): void {
    for (const span of this.runs.values())
      endSpan(span.setStatus(failedStatus(`the attempt is over: ${outcome}`)));
    this.runs.clear();
    const { span } = this;
    span.setAttribute(attribute.attemptOutcome, outcome);
    if (failure !== undefined) {
      span.setStatus(failedStatus(failure.message));
      if (failure.restateCode !== undefined) span.setAttribute(attribute.failureCode, failure.restateCode);
    }
    endSpan(span);
  }
}
