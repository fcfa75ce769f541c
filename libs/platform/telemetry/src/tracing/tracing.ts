import type { AcceptSpans } from './accept-spans.js';
import type { AttemptSpans } from './attempt-spans.js';
import type { RequestSpans } from './request-spans.js';

export interface TracingOptions {
  /** Where a collector takes OTLP over HTTP. `/v1/traces` is added unless the path ends so. */
  readonly endpoint: string;
  /** Sent with each export. */
  readonly headers: Readonly<Record<string, string>>;
  /** The share, 0 to 1, of the traces that begin here. Whoever comes with a trace has decided already. */
  readonly samplingRatio: number;
  /** Ended spans that wait to be sent; more are dropped. */
  readonly queuedSpansMax: number;
  /** Who makes the spans: `service.name` and others, of the OpenTelemetry semantic conventions. */
  readonly resource: Readonly<Record<string, string>>;
  /** Told that spans are lost, once a minute at most. */
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void;
}

/** The tracers of this process, one for each part that makes spans. */
export interface Tracing {
  readonly requests: RequestSpans;
  readonly accepts: AcceptSpans;
  readonly attempts: AttemptSpans;
  /** Sends what waits, for 5 s at most, and takes no more. Never rejects: what is lost is spans. */
  shutdown(): Promise<void>;
}

/** Loads OpenTelemetry, which costs memory, only when somebody wants traces. */
export async function openTracing(options: TracingOptions): Promise<Tracing> {
  const { openOtlpTracing } = await import('./otlp-tracing.js');
  return openOtlpTracing(options);
}
