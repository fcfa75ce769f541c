/** The slice of the node's metrics that is served; `createMetrics()` of @perdure/telemetry fits. */
export interface ExposedMetrics {
  readonly contentType: string;
  expose(): Promise<string>;
}

/** Resolves when the part can do its work; its rejection says what is wrong. */
export type ReadinessCheck = (options: { readonly signal: AbortSignal }) => Promise<void>;

export interface NodePortOptions {
  readonly nodeName: string;
  readonly clusterName: string;
  /** What this process is, such as `['ingress', 'worker', 'admin']`. */
  readonly roles: readonly string[];
  readonly version: string;
  /** Undefined: `/metrics` is not there. */
  readonly metrics?: ExposedMetrics | undefined;
  /** By name, as an operator would call the part: `store`, `command-log`, `partitions`. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
}

/** Injection token of the {@link NodePortOptions}. */
export const nodePortOptions = Symbol('nodePortOptions');
