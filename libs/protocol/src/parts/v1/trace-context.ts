import type { TraceContext } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { completed, type Draft } from './draft.js';
import { writeOptionalText } from './fields.js';

/**
 * Written as a message of its own when there is one.
 *
 *     1 traceparent  string
 *     2 tracestate   string, optional
 */
export function writeTrace(writer: ProtoWriter, field: number, trace: TraceContext | undefined): void {
  if (trace === undefined) return;
  writer.message(field, (nested) => {
    nested.string(1, trace.traceparent);
    writeOptionalText(nested, 2, trace.tracestate);
  });
}

export function readTrace(reader: ProtoReader): TraceContext {
  const trace: Draft<TraceContext, 'traceparent'> = {};
  while (reader.next())
    if (reader.field === 1) trace.traceparent = reader.string();
    else if (reader.field === 2) trace.tracestate = reader.string();
    else reader.skip();
  return completed('trace context', trace, 'traceparent');
}
