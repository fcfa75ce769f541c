import { diag, DiagLogLevel } from '@opentelemetry/api';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { AcceptSpans } from './accept-spans.js';
import { AttemptSpans } from './attempt-spans.js';
import { eventsMax, textLengthMax } from './bounds.js';
import { RareWarning } from './rare-warning.js';
import { RequestSpans } from './request-spans.js';
import type { Tracing, TracingOptions } from './tracing.js';

const batchSpansMax = 512;
/** How long an ended span waits for others to be sent with. */
const batchDelayMs = 1000;
const exportTimeoutMs = 5000;
const tracesPath = '/v1/traces';

/** Exports spans with the SDK of OpenTelemetry, as OTLP over HTTP, protobuf-encoded. */
export function openOtlpTracing(options: TracingOptions): Tracing {
  const warning = new RareWarning(options.warn);
  const ignore = (): void => undefined;
  // What the SDK has to say is said through these two, of the whole process: dropped spans here, failed exports there.
  const logger = {
    error: ignore,
    warn: (text: string) => warning.say(text),
    info: ignore,
    debug: ignore,
    verbose: ignore,
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const onError = (error: unknown): void =>
    warning.say(`the collector did not take spans: ${reasonOf(error)}`);
  setGlobalErrorHandler(onError);

  const exporter = new OTLPTraceExporter({
    url: urlOf(options.endpoint),
    headers: { ...options.headers },
    timeoutMillis: exportTimeoutMs,
  });
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes(options.resource)),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.samplingRatio) }),
    spanLimits: { attributeValueLengthLimit: textLengthMax, eventCountLimit: eventsMax },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: options.queuedSpansMax,
        maxExportBatchSize: Math.min(batchSpansMax, options.queuedSpansMax),
        scheduledDelayMillis: batchDelayMs,
        exportTimeoutMillis: exportTimeoutMs,
      }),
    ],
  });
  const tracer = provider.getTracer('perdure');
  return {
    requests: new RequestSpans(tracer),
    accepts: new AcceptSpans(tracer),
    attempts: new AttemptSpans(tracer),
    shutdown: () => provider.shutdown().catch(onError),
  };
}

function urlOf(endpoint: string): string {
  const url = new URL(endpoint);
  const path = url.pathname.replace(/\/$/, '');
  url.pathname = path.endsWith(tracesPath) ? path : path + tracesPath;
  return url.href;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
