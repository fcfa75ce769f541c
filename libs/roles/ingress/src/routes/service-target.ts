import type { ServiceRevision } from '@perdure/model';
import type { RegistryReader } from '@perdure/ports';

import { type IngressError, ingressErrors } from '../errors.js';
import { decodeSegment } from './segments.js';

/** What finds services by their names. */
export type Services = Pick<RegistryReader, 'service'>;

export function serviceNamed(name: string, services: Services): ServiceRevision {
  const service = services.service(name);
  if (service === undefined) throw ingressErrors.serviceNotFound(name);
  return service;
}

/** Splits what follows a service name into key (if services of its type have one), handler and the rest. */
export function splitTarget(
  service: ServiceRevision,
  segments: readonly string[],
  tooShort: () => IngressError,
): { key: string | undefined; handler: string; tail: readonly string[] } {
  const isKeyed = service.type !== 'service';
  const key = isKeyed ? segments[0] : undefined;
  const decodedKey = key === undefined ? undefined : decodeSegment(key);
  const [handler, ...tail] = isKeyed ? segments.slice(1) : segments;
  if (handler === undefined) throw tooShort();
  return { key: decodedKey, handler, tail };
}
