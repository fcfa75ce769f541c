/** From the least to the most important; `off` logs nothing. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'off';

/** The slice of the settings that logging needs; the whole settings fit. */
export interface LoggingOptions {
  readonly logFilter: {
    readonly level: LogLevel;
    /** Levels of single components, by the name given to `componentLogger`. */
    readonly components: Readonly<Record<string, LogLevel>>;
  };
  /** `pretty` and `compact` are for people, `json` is one object per line. */
  readonly logFormat: 'pretty' | 'compact' | 'json';
  readonly nodeName: string;
}
