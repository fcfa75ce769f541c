import { type DestinationStream } from 'pino';

/** Fields that have their own place in a line. */
interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg?: string;
  readonly component?: string;
  readonly err?: LoggedError;
}

interface LoggedError {
  readonly type?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly code?: string | number;
}

/**
 * Turns pino's JSON lines into lines for people:
 *
 *     2026-11-24T08:00:00.000Z INFO  ingress: Listening address=127.0.0.1:8080
 *
 * Pretty puts the stack of an error below its line; compact leaves it out and keeps to one line.
 */
export function readableLines(
  destination: DestinationStream,
  { isCompact }: { readonly isCompact: boolean },
): DestinationStream {
  return {
    write: (json) => destination.write(`${readableLine(JSON.parse(json) as LogLine, isCompact)}\n`),
  };
}

function readableLine({ level, time, msg, component, err, ...facts }: LogLine, isCompact: boolean): string {
  const speaker = component === undefined ? '' : `${component}: `;
  const fields = Object.entries(facts).map(([name, value]) => ` ${name}=${fieldText(value)}`);
  if (err !== undefined) fields.push(` err=${fieldText(errorText(err))}`);
  const line = `${time} ${level.toUpperCase().padEnd(5)} ${speaker}${msg ?? ''}${fields.join('')}`;
  const stack = isCompact ? undefined : err?.stack;
  return stack === undefined ? line : `${line}\n${stack.replaceAll(/^/gm, '    ')}`;
}

/** Names the code too, which is what our pages of errors go by, unless the message does so itself. */
function errorText({ type = 'Error', message = '', code }: LoggedError): string {
  const isNamed = code === undefined || message.includes(String(code));
  return `${type}${isNamed ? '' : ` ${code}`}: ${message}`;
}

/** Bare words as they are; everything else as JSON, so that a line break in a value stays one line. */
function fieldText(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
