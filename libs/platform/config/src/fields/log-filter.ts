import { type z } from 'zod';

import { asText, setting } from './setting.js';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'off'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What is logged: a level for everything, and other levels for some components. */
export interface LogFilter {
  readonly level: LogLevel;
  readonly components: Readonly<Record<string, LogLevel>>;
}

/** Levels as `info`, or `warn,invoker=debug`. */
export function logFilter(options: { description: string; default: string }): z.ZodType<LogFilter> {
  return setting({
    ...options,
    type: 'levels',
    bounds: '`trace`, `debug`, `info`, `warn`, `error`, `off`',
    expected: `a level (${logLevels.join(', ')}), or several such as warn,invoker=debug`,
    parse: (given) => parseLogFilter(asText(given) ?? ''),
    format: formatLogFilter,
  });
}

function parseLogFilter(text: string): LogFilter | undefined {
  let standard: LogLevel = 'info';
  const components: Record<string, LogLevel> = {};
  for (const directive of text.split(',')) {
    const [left = '', right, ...more] = directive.split('=').map((part) => part.trim());
    const level = logLevels.find((each) => each === (right ?? left).toLowerCase());
    if (level === undefined || left === '' || more.length > 0) return undefined;
    if (right === undefined) standard = level;
    else components[left] = level;
  }
  return { level: standard, components };
}

function formatLogFilter({ level, components }: LogFilter): string {
  return [level, ...Object.entries(components).map(([name, each]) => `${name}=${each}`)].join(',');
}
