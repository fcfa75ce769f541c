import type { HandlerKind, ServiceType } from '@perdure/model';
import { ruleBroken } from './manifest-error.js';
import type { HandlerJson } from './manifest-schema.js';

type DeclaredKind = NonNullable<HandlerJson['ty']>;

/** Which handlers a service may have (service-protocol 2.3). An undeclared kind on a workflow means its main handler. */
const kinds: Readonly<Record<ServiceType, Partial<Record<DeclaredKind | 'undeclared', HandlerKind>>>> = {
  service: { undeclared: 'plain', SHARED: 'plain' },
  'virtual-object': { undeclared: 'exclusive', EXCLUSIVE: 'exclusive', SHARED: 'shared' },
  workflow: { undeclared: 'workflow', SHARED: 'shared', WORKFLOW: 'workflow' },
};

export function handlerKindOf(
  type: ServiceType,
  declared: DeclaredKind | undefined,
  path: string,
): HandlerKind {
  const kind = kinds[type][declared ?? 'undeclared'];
  if (kind !== undefined) return kind;
  const allowed = Object.keys(kinds[type]).filter((name) => name !== 'undeclared');
  throw ruleBroken(
    `${path}.ty`,
    `a ${type} cannot have a handler of type ${String(declared)}; leave it out or use ${allowed.join(' or ')}`,
  );
}
