import type { Random } from '../chance/random.js';
import { mutated } from '../chance/texts.js';
import { someHeaders } from './headers.js';
import type { FuzzRequest } from './request.js';

const paths = [
  '/health',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/',
  '/nope',
  '/health?verbose=1',
] as const;

/** A request to the port with health and metrics. */
export function nodeRequest(random: Random): FuzzRequest {
  const path = random.pick(paths);
  return {
    method: random.pick(['GET', 'GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE', 'SEARCH']),
    target: random.chance(0.4) ? mutated(path, random) : path,
    headers: someHeaders(random),
    body: random.chance(0.2) ? random.bytes(random.between(0, 5000)) : undefined,
    mayWait: false,
  };
}
