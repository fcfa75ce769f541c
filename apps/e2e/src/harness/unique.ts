import { randomUUID } from 'node:crypto';

/** A key nobody used before, also on a server that outlives the test run. */
export function unique(name: string): string {
  return `${name}-${randomUUID().slice(0, 8)}`;
}
