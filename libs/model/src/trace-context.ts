/**
 * A place in a distributed trace, as W3C Trace Context writes it: whoever gets it is a child of that place. It says
 * nothing about the invocation that carries it, and never changes what becomes of it.
 */
export interface TraceContext {
  /** `00-<trace id, 32 hex digits>-<id of the parent span, 16>-<flags, 2>`; see {@link parseTraceContext}. */
  readonly traceparent: string;
  /** What tracing systems add for themselves; never empty. */
  readonly tracestate?: string;
}

/** Versions to come begin like 00 and may go on after another hyphen. */
const traceparentForm =
  /^(?!ff)([0-9a-f]{2})(-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-)([0-9a-f]{2})(-.*)?$/;
/** Characters of a `tracestate` that everybody must pass on (W3C Trace Context, tracestate limits); a longer one is left out. */
const tracestateMax = 512;
const sampledFlag = 1;

/**
 * Reads the headers of those names. Undefined when there is no valid `traceparent`: then the rules ask to go on as if
 * neither had been sent (W3C Trace Context). Of a later version only what 00 defines is kept.
 */
export function parseTraceContext(
  traceparent: string | undefined,
  tracestate: string | undefined,
): TraceContext | undefined {
  const [, version, ids = '', flags = '', rest] = traceparentForm.exec(traceparent ?? '') ?? [];
  if (version === undefined || (version === '00' && rest !== undefined)) return undefined;
  const knownFlags = version === '00' ? flags : `0${String(parseInt(flags, 16) & sampledFlag)}`;
  const state = tracestate?.trim() ?? '';
  return {
    traceparent: `00${ids}${knownFlags}`,
    ...(state !== '' && state.length <= tracestateMax && { tracestate: state }),
  };
}

/** What people look for in a collector. */
export function traceIdOf({ traceparent }: TraceContext): string {
  return traceparent.split('-')[1] ?? '';
}
