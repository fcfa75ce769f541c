import type { AttemptEvent, Resolution } from '@perdure/engine';
import type { AttemptFailure, InvocationRow, TraceContext } from '@perdure/model';
import type { SdkMessage } from '@perdure/protocol';
import type { ChosenDeployment } from './choose-deployment.js';
import type { AttemptOutcome } from './observer.js';
import type { AttemptSpan, InvokerTracer } from './tracer.js';

/**
 * The trace an attempt is in: handed to the deployment, and to the invocations the handler asks for. Without a tracer
 * here, what the invocation came with is handed on as it is, so that traces of others do not break at this server.
 */
export class AttemptTrace {
  private failure: AttemptFailure | undefined;

  private constructor(
    /** What the deployment is told. */
    readonly context: TraceContext,
    private readonly span: AttemptSpan | undefined,
  ) {}

  /** Undefined when nobody traces: an attempt pays for no more than it uses. */
  static begin(row: InvocationRow, tracer: InvokerTracer | undefined): AttemptTrace | undefined {
    const span = tracer?.startAttempt(row);
    const context = span?.context ?? row.trace;
    return context === undefined ? undefined : new AttemptTrace(context, span);
  }

  onDeploymentChosen({ deployment, pin }: ChosenDeployment): void {
    this.span?.onDeploymentChosen(deployment, pin);
  }

  onMessage(message: SdkMessage): void {
    if (this.span === undefined) return;
    if (message.kind === 'run-proposed') {
      this.span.onRunEnded(message.completionId, message.result.kind === 'failure');
    } else if (message.kind === 'command') {
      const { command, name } = message;
      if (command.kind === 'run') this.span.onRunStarted(command.completionId, name);
      else this.span.onCommand(command.kind, name);
    }
  }

  /** The event as it is reported: an invocation that it asks for gets its place in the trace. */
  handOn(event: AttemptEvent): AttemptEvent {
    if (event.kind === 'failed') this.failure = event.failure;
    if (event.kind !== 'command' || event.resolution === undefined) return event;
    const { resolution } = event;
    if (resolution.kind === 'unresolvable') this.failure = resolution.failure;
    if (resolution.kind !== 'callee') return event;
    const trace = event.command.kind === 'one-way-call' ? this.contextOfSend(resolution) : this.context;
    return { ...event, resolution: { ...resolution, trace } };
  }

  end(outcome: AttemptOutcome): void {
    this.span?.end(outcome, this.failure);
  }

  private contextOfSend({ invocationId, target }: Extract<Resolution, { kind: 'callee' }>): TraceContext {
    return this.span?.startSend(invocationId, target) ?? this.context;
  }
}
