import { type z } from 'zod';

import { logFilter, type LogFilter } from './log-filter.js';

const schema: z.ZodType<LogFilter> = logFilter({ description: '', default: 'info' });

describe('a log filter', () => {
  it.each([
    [undefined, 'info', {}],
    ['DEBUG', 'debug', {}],
    ['warn, invoker=debug , ingress=off', 'warn', { invoker: 'debug', ingress: 'off' }],
    ['invoker=trace', 'info', { invoker: 'trace' }],
  ])('%j is read', (text, level, components) => {
    expect(schema.parse(text)).toEqual({ level, components });
  });

  it.each(['', 'verbose', 'warn,', '=info', 'invoker=', 'invoker=info=debug'])('%j is none', (text) => {
    expect(schema.safeParse(text).success).toBe(false);
  });
});
