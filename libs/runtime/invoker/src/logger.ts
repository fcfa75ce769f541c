/** The part of a logger the invoker needs; pino has it. */
export interface Logger {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}
