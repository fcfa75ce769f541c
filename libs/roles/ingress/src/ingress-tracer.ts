import type { InvocationId, InvocationTarget, TraceContext } from '@perdure/model';

import type { RequestEnding } from './ingress-observer.js';

/** A call or send that passed all checks. */
export interface TracedRequest {
  readonly method: string;
  readonly invocationId: InvocationId;
  readonly target: InvocationTarget;
  /** What the caller says it belongs to; undefined: it begins a trace. */
  readonly parent: TraceContext | undefined;
  /** When it came: monotonic, in ms. */
  readonly startedMs: number;
}

/** Makes spans of requests, for whoever follows them through services. Nothing depends on them. */
export interface IngressTracer {
  startRequest(request: TracedRequest): RequestSpan;
}

/** One request, from its first byte to the end of its answer. */
export interface RequestSpan {
  /** The invocation is a child of this. */
  readonly context: TraceContext;
  /** The command goes to the log. To be called back when it is durable there, or with the reason why that is not known. */
  startAppend(): (error?: unknown) => void;
  /** @param status of the answer; undefined, like its ending, when the caller left without one */
  end(status: number | undefined, ending: RequestEnding | undefined): void;
}
