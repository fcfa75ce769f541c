import type { InvokeCommand } from '@perdure/model';
import type { LogEntry } from '@perdure/ports';

/** Makes spans of commands that start invocations, for whoever follows a request. Nothing depends on them. */
export interface PartitionTracer {
  /**
   * The command came from the log. To be called back when what it brings about is durable, or with the reason why that
   * will not happen here.
   */
  startAccept(command: InvokeCommand): (error?: unknown) => void;
}

/** The entry's `settle`, with a span around what it waits for where a trace goes through the entry. */
export function tracedSettle(
  { record: { command }, settle }: LogEntry,
  tracer: PartitionTracer | undefined,
): LogEntry['settle'] {
  if (tracer === undefined || command.kind !== 'invoke' || command.trace === undefined) return settle;
  const end = tracer.startAccept(command);
  return (error) => {
    settle?.(error);
    end(error);
  };
}
