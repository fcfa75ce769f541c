import {
  hourMs,
  minuteMs,
  type Deployment,
  type DeploymentId,
  type HandlerKind,
  type HandlingOptions,
  type InvocationTarget,
  type Retention,
  type ServiceRevision,
  type ServiceType,
} from '@perdure/model';
import type { RegistryReader } from '@perdure/ports';
import { handlingOf, retentionOf, type HandlingDefaults } from '@perdure/registry';
import type { Random } from '../kernel/random.js';

/** Handlers deeper in the tree of calls have a higher level: nobody waits for an object that waits for him. */
export const levels = [0, 1, 2] as const;
export type Level = (typeof levels)[number];

/** Longer than any run takes. */
const keyedRetentionMs = hourMs;

/** The longest that anything is kept after its completion. */
export const retentionMsMax = keyedRetentionMs;

export const handlingDefaults: HandlingDefaults = {
  idempotencyRetentionMs: keyedRetentionMs,
  workflowCompletionRetentionMs: keyedRetentionMs,
  journalRetentionMs: 0,
  inactivityTimeoutMs: 1000,
  abortTimeoutMs: 10_000,
  retryPolicy: {
    initialIntervalMs: 20,
    exponentiationFactor: 2,
    maxIntervalMs: 1000,
    onMaxAttempts: 'pause',
  },
};

/** Journals of writers are kept a little, so that what they wrote can be checked against the state. */
const writerOptions = { journalRetentionMs: 200 };
const shapes: Readonly<
  Record<ServiceType, Record<string, { kind: HandlerKind; options?: Omit<HandlingOptions, 'retryPolicy'> }>>
> = {
  service: { do: { kind: 'plain' } },
  'virtual-object': { write: { kind: 'exclusive', options: writerOptions }, read: { kind: 'shared' } },
  workflow: {
    run: { kind: 'workflow', options: { journalRetentionMs: minuteMs } },
    poke: { kind: 'shared' },
  },
};

const serviceNames = [
  ...levels.flatMap((level) => ['Plain', 'Object', 'Flow'].map((name) => `${name}${level}`)),
  'Helper',
];

/** The target that these names stand for. What a service is shows in its name. */
export function targetOf(service: string, handler: string, key: string): InvocationTarget {
  const serviceType = typeOf(service);
  const handlerKind = shapes[serviceType][handler]?.kind ?? 'plain';
  return { service, serviceType, handler, handlerKind, ...(serviceType !== 'service' && { key }) };
}

/** Handlers that others wait for without a call: whatever happens, they are tried until they are done. */
export function isHelper({ service, handler }: InvocationTarget): boolean {
  return service === 'Helper' || handler === 'poke';
}

/**
 * What is registered, on a deployment of its own each: every service speaks one version of the protocol, in one of its
 * modes, and is treated in its own way.
 */
export class Services implements RegistryReader {
  /** Only since V7 can handlers name scopes, and know that they are in one. */
  readonly areScopesKnown: boolean;
  private readonly revisions = new Map<string, ServiceRevision>();
  private readonly byId = new Map<DeploymentId, Deployment>();

  constructor(random: Random) {
    this.areScopesKnown = random.chance(0.5);
    for (const [index, name] of serviceNames.entries()) {
      const id = `dp_1000000000000000000000${String.fromCharCode('a'.charCodeAt(0) + index)}` as DeploymentId;
      const revision = revisionOf(name, id, random);
      const version = this.areScopesKnown ? 7 : random.pick([5, 6, 7]);
      this.revisions.set(name, revision);
      this.byId.set(id, {
        id,
        endpoint: { uri: `http://${name.toLowerCase()}`, httpVersion: 'HTTP/2.0', additionalHeaders: {} },
        protocolMode: random.chance(0.75) ? 'bidi-stream' : 'request-response',
        minProtocolVersion: 5,
        maxProtocolVersion: version,
        metadata: {},
        createdAtMs: 0,
        services: [revision],
      });
    }
  }

  service(name: string): ServiceRevision | undefined {
    return this.revisions.get(name);
  }

  services(): readonly ServiceRevision[] {
    return [...this.revisions.values()];
  }

  deployment(id: DeploymentId): Deployment | undefined {
    return this.byId.get(id);
  }

  deployments(): readonly Deployment[] {
    return [...this.byId.values()];
  }

  /** For how long an ingress would ask to keep an invocation. */
  retentionOf({ service, handler, handlerKind }: InvocationTarget, isIdempotent: boolean): Retention {
    const revision = this.revisions.get(service);
    const schema = revision?.handlers.find(({ name }) => name === handler);
    if (revision === undefined || schema === undefined)
      throw new Error(`nobody serves ${service}/${handler}`);
    return retentionOf(handlerKind, isIdempotent, handlingOf(revision, schema, handlingDefaults));
  }
}

function typeOf(service: string): ServiceType {
  if (service.startsWith('Object')) return 'virtual-object';
  return service.startsWith('Flow') ? 'workflow' : 'service';
}

function revisionOf(name: string, deploymentId: DeploymentId, random: Random): ServiceRevision {
  const type = typeOf(name);
  const isImpatient = random.chance(0.3);
  return {
    name,
    type,
    revision: 1,
    deploymentId,
    isPublic: true,
    metadata: {},
    options: {
      // Without patience a handler suspends as soon as it blocks.
      inactivityTimeoutMs: isImpatient ? 0 : random.between(50, 3000),
      enableLazyState: random.chance(0.3),
      retryPolicy: {},
    },
    handlers: Object.entries(shapes[type]).map(([handler, { kind, options }]) => {
      const isBounded = random.chance(0.3) && name !== 'Helper' && handler !== 'poke';
      const onMaxAttempts = random.pick(['pause', 'kill'] as const);
      return {
        name: handler,
        kind,
        isPublic: true,
        metadata: {},
        options: { ...options, retryPolicy: isBounded ? { maxAttempts: 4, onMaxAttempts } : {} },
        input: { isRequired: false },
        output: { setContentTypeIfEmpty: false },
      };
    }),
  };
}
