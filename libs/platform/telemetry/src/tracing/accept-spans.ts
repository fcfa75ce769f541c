import { SpanKind, type Tracer } from '@opentelemetry/api';
import type { InvokeCommand } from '@perdure/model';
import { attributesOf, handlerName } from './attributes.js';
import { failedStatus } from './failed-status.js';
import { endSpan, startSpan } from './start-span.js';
import { parentOf } from './trace-context.js';

/**
 * `accept <service>/<handler>` for each command that starts an invocation, from when its partition got it from the log
 * until the invocation is stored. Those that nobody traces have none.
 */
export class AcceptSpans {
  constructor(private readonly tracer: Tracer) {}

  startAccept({ invocationId, target, trace }: InvokeCommand): (error?: unknown) => void {
    const span = startSpan(this.tracer, `accept ${handlerName(target)}`, {
      kind: SpanKind.CONSUMER,
      parent: parentOf(trace),
    });
    if (span.isRecording()) span.setAttributes(attributesOf(invocationId, target));
    return (error) => {
      if (error !== undefined) span.setStatus(failedStatus(error instanceof Error ? error.message : ''));
      endSpan(span);
    };
  }
}
