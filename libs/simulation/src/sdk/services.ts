import { minuteMs, type InvocationTarget, type Retention, type ServiceType } from '@perdure/model';

/** Handlers deeper in the tree of calls have a higher level: nobody waits for an object that waits for him. */
export const levels = [0, 1, 2] as const;
export type Level = (typeof levels)[number];

/** The target that these names stand for. What a service is shows in its name. */
export function targetOf(service: string, handler: string, key: string): InvocationTarget {
  const serviceType: ServiceType = service.startsWith('Object')
    ? 'virtual-object'
    : service.startsWith('Flow')
      ? 'workflow'
      : 'service';
  switch (serviceType) {
    case 'service':
      return { service, serviceType, handler, handlerKind: 'plain' };
    case 'virtual-object':
      return { service, serviceType, handler, handlerKind: handler === 'read' ? 'shared' : 'exclusive', key };
    case 'workflow':
      return { service, serviceType, handler, handlerKind: handler === 'run' ? 'workflow' : 'shared', key };
  }
}

/** Longer than any run takes. */
const keyedRetentionMs = 60 * minuteMs;

/** The longest that anything is kept after its completion. */
export const retentionMsMax = keyedRetentionMs;

/** Journals of writers are kept a little, so that what they wrote can be checked against the state. */
const writerRetentionMs = 200;

export function retentionOf(target: InvocationTarget, isIdempotent: boolean): Retention {
  if (target.handlerKind === 'workflow') return { completionMs: keyedRetentionMs, journalMs: minuteMs };
  if (isIdempotent) return { completionMs: keyedRetentionMs, journalMs: keyedRetentionMs };
  const isWriter = target.handlerKind === 'exclusive';
  const kept = isWriter ? writerRetentionMs : 0;
  return { completionMs: kept, journalMs: kept };
}
