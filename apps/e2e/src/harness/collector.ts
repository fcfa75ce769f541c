import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { fromBinary, toJson } from '@bufbuild/protobuf';

import { readProto } from './proto-text.js';

/** A span as a collector gets it. Ids are in hex, as everybody shows them. */
export interface CollectedSpan {
  /** `service.name` of the process that made it. */
  readonly process: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty when it begins its trace. */
  readonly parentId: string;
  readonly kind: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  /** Spans of other traces that led to it. */
  readonly linkedIds: readonly string[];
  readonly isError: boolean;
}

/** Takes spans as OTLP over HTTP, protobuf-encoded, as any collector does. */
export class Collector {
  readonly spans: CollectedSpan[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Collector> {
    const server = createServer();
    const collector = new Collector(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.url === '/v1/traces') collector.spans.push(...spansIn(Buffer.concat(chunks)));
        else response.statusCode = 404;
        response.end();
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  named(name: string): readonly CollectedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

/** The part of the OpenTelemetry protocol that is read here. */
const schema = readProto(
  `
message ExportTraceServiceRequest {
  repeated ResourceSpans resource_spans = 1;
}
message ResourceSpans {
  Resource resource = 1;
  repeated ScopeSpans scope_spans = 2;
}
message Resource {
  repeated KeyValue attributes = 1;
}
message ScopeSpans {
  repeated Span spans = 2;
}
message Span {
  bytes trace_id = 1;
  bytes span_id = 2;
  bytes parent_span_id = 4;
  string name = 5;
  SpanKind kind = 6;
  repeated KeyValue attributes = 9;
  repeated Event events = 11;
  repeated Link links = 13;
  Status status = 15;
}
enum SpanKind {
  UNSPECIFIED = 0;
  INTERNAL = 1;
  SERVER = 2;
  CLIENT = 3;
  PRODUCER = 4;
  CONSUMER = 5;
}
message Event {
  string name = 2;
}
message Link {
  bytes span_id = 2;
}
message Status {
  StatusCode code = 3;
}
enum StatusCode {
  UNSET = 0;
  OK = 1;
  ERROR = 2;
}
message KeyValue {
  string key = 1;
  AnyValue value = 2;
}
message AnyValue {
  string string_value = 1;
  int64 int_value = 3;
}
`,
  'ExportTraceServiceRequest',
);

type KeyValues = ReadonlyArray<{
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: string };
}>;

interface ExportRequest {
  readonly resourceSpans?: ReadonlyArray<{
    readonly resource: { readonly attributes: KeyValues };
    readonly scopeSpans: ReadonlyArray<{
      readonly spans: ReadonlyArray<{
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly name: string;
        readonly kind: string;
        readonly attributes?: KeyValues;
        readonly events?: ReadonlyArray<{ readonly name: string }>;
        readonly links?: ReadonlyArray<{ readonly spanId: string }>;
        readonly status?: { readonly code?: string };
      }>;
    }>;
  }>;
}

function spansIn(body: Uint8Array): CollectedSpan[] {
  // Sound: it was decoded by the schema above.
  const { resourceSpans = [] } = toJson(schema, fromBinary(schema, body)) as unknown as ExportRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const process = attributesIn(resource.attributes)['service.name'] ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        process,
        name: span.name,
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentId: hex(span.parentSpanId ?? ''),
        kind: span.kind,
        attributes: attributesIn(span.attributes ?? []),
        events: (span.events ?? []).map(({ name }) => name),
        linkedIds: (span.links ?? []).map(({ spanId }) => hex(spanId)),
        isError: span.status?.code === 'ERROR',
      })),
    );
  });
}

function attributesIn(pairs: KeyValues): Record<string, string> {
  return Object.fromEntries(
    pairs.map(({ key, value: { stringValue, intValue } }) => [key, stringValue ?? intValue ?? '']),
  );
}

function hex(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}
