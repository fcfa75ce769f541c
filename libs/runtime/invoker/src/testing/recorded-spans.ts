import { describeTarget, type AttemptFailure, type InvocationRow, type TraceContext } from '@perdure/model';
import type { AttemptOutcome } from '../observer.js';
import type { AttemptSpan, InvokerTracer } from '../tracer.js';

/** A tracer that keeps what it is told, a line each, and names contexts after what they are for. */
export class RecordedSpans implements InvokerTracer {
  readonly lines: string[] = [];

  startAttempt({ attempt, target, trace }: InvocationRow): AttemptSpan {
    const { lines } = this;
    const state = trace?.tracestate;
    const contextOf = (what: string): TraceContext => ({
      traceparent: what,
      ...(state !== undefined && { tracestate: state }),
    });
    lines.push(`attempt ${attempt} of ${describeTarget(target)} in ${trace?.traceparent ?? 'no trace'}`);
    return {
      context: contextOf(`attempt ${attempt}`),
      onDeploymentChosen: ({ id }, { protocolVersion }) =>
        lines.push(`on ${id}, protocol ${protocolVersion}`),
      onCommand: (kind, name) => lines.push(`${kind} ${name}`.trimEnd()),
      onRunStarted: (completionId, name) => lines.push(`run ${completionId} '${name}'`),
      onRunEnded: (completionId, isFailure) =>
        lines.push(`run ${completionId} ${isFailure ? 'failed' : 'ended'}`),
      startSend: (_id, callee) => contextOf(`send to ${describeTarget(callee)}`),
      end: (outcome: AttemptOutcome, failure: AttemptFailure | undefined) =>
        lines.push(`${outcome}${failure === undefined ? '' : `: ${failure.message}`}`),
    };
  }
}
