export type ServiceType = 'service' | 'virtual-object' | 'workflow';

/**
 * What decides how an invocation is run (service-protocol 5.16): `plain` handlers of services run without limit,
 * `exclusive` one at a time per object key, `shared` beside it, `workflow` (the main handler) once per key.
 */
export type HandlerKind = 'plain' | 'exclusive' | 'shared' | 'workflow';

/** Who is invoked. `key` is present exactly for virtual objects and workflows (it may be the empty string). */
export interface InvocationTarget {
  readonly service: string;
  readonly serviceType: ServiceType;
  readonly handler: string;
  readonly handlerKind: HandlerKind;
  readonly key?: string;
  /** Part of identity: the same target in another scope is another invocation, with other state. */
  readonly scope?: string;
}

/** One object or workflow instance: the unit that owns state, promises, a lock and an inbox. */
export type InstanceId = `${string}/${string}/${string}`;

/**
 * The row group of an instance: `{scope}/{service}/{key}`. Scope and service never contain `/`, so the text is
 * unambiguous whatever the key holds. Undefined for targets without a key.
 */
export function instanceOf(target: InvocationTarget): InstanceId | undefined {
  return target.key === undefined ? undefined : instanceId(target.scope, target.service, target.key);
}

export function instanceId(scope: string | undefined, service: string, key: string): InstanceId {
  return `${scope ?? ''}/${service}/${key}`;
}

/** `Service/handler` or `Object/key/handler`, as users write it. */
export function describeTarget(target: InvocationTarget): string {
  return target.key === undefined
    ? `${target.service}/${target.handler}`
    : `${target.service}/${target.key}/${target.handler}`;
}
