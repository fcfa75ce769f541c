import { PerdureError, type DeploymentId, type ServiceType } from '@perdure/model';
import type { ManifestService } from '@perdure/protocol';

import type { DiscoveredDeployment } from './discovered-deployment.js';
import { modifyService } from './modify-service.js';
import { registerDeployment, type RegistrationOutcome } from './register-deployment.js';
import { decodeRegistry, encodeRegistry } from './registry-document.js';
import { RegistrySnapshot } from './registry-snapshot.js';
import { updateDeployment } from './update-deployment.js';

const dp = (name: string) => `dp_1${name}` as DeploymentId;

/** `Greeter` is a service; `Cart:virtual-object` is of another type. */
function service(text: string): ManifestService {
  const [name = '', type = 'service'] = text.split(':');
  return {
    name,
    type: type as ServiceType,
    isPublic: true,
    metadata: {},
    options: { retryPolicy: {} },
    handlers: [],
  };
}

/** What the endpoint at `http://{host}/` answers when it serves these services. */
function discovered(host: string, ...services: string[]): DiscoveredDeployment {
  return {
    endpoint: { uri: `http://${host}/`, httpVersion: 'HTTP/2.0', additionalHeaders: {} },
    protocolMode: 'bidi-stream',
    minProtocolVersion: 5,
    maxProtocolVersion: 7,
    services: services.map(service),
  };
}

function refusal(action: () => unknown): Pick<PerdureError, 'code' | 'details'> {
  try {
    action();
  } catch (error) {
    if (error instanceof PerdureError) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error('was not refused');
}

/** A registry that is registered at step by step; deployments are named like their host. */
class Registering {
  snapshot = RegistrySnapshot.empty;

  register(
    host: string,
    services: string[],
    flags: { force?: boolean; breaking?: boolean; metadata?: Record<string, string> } = {},
  ): RegistrationOutcome['kind'] {
    const outcome = registerDeployment(this.snapshot, discovered(host, ...services), {
      newId: dp(host),
      nowMs: 7,
      metadata: flags.metadata ?? {},
      isForced: flags.force ?? false,
      allowsBreaking: flags.breaking ?? false,
    });
    this.snapshot = outcome.snapshot;
    return outcome.kind;
  }

  /** Latest revisions: `A@2 on b, B@1 on a`. */
  get latest(): string {
    return this.snapshot
      .services()
      .map(({ name, revision, deploymentId }) => `${name}@${revision} on ${deploymentId.slice(4)}`)
      .sort()
      .join(', ');
  }
}

describe('registering', () => {
  it('gives every service the next revision and makes it the latest', () => {
    const registry = new Registering();
    expect(registry.register('a', ['A', 'B'])).toBe('created');
    expect(registry.register('b', ['A'])).toBe('created');
    expect(registry.latest).toBe('A@2 on b, B@1 on a');
  });

  it('leaves a known URI as it is, whatever else the request says', () => {
    const registry = new Registering();
    registry.register('a', ['A']);
    registry.register('b', ['A']);
    const before = registry.snapshot;
    expect(registry.register('a', ['A', 'New'], { metadata: { k: 'v' }, breaking: true })).toBe('unchanged');
    expect(registry.snapshot).toBe(before);
  });

  it('overwrites a known URI when forced: same id, everything else new, latest again', () => {
    const registry = new Registering();
    registry.register('a', ['A', 'Gone'], { metadata: { old: '1' } });
    registry.register('b', ['A']);
    expect(registry.register('a', ['A:workflow'], { force: true, metadata: { fresh: '2' } })).toBe(
      'overwritten',
    );
    expect(registry.latest).toBe('A@3 on a');
    expect(registry.snapshot.service('A')?.type).toBe('workflow');
    expect(registry.snapshot.deployment(dp('a'))?.metadata).toEqual({ fresh: '2' });
  });

  it('refuses a changed service type unless told that callers cope', () => {
    const registry = new Registering();
    registry.register('a', ['A']);
    expect(refusal(() => registry.register('b', ['A:virtual-object']))).toEqual({
      code: 'REGISTRATION_CONFLICT',
      details: { adminStatus: 409, restateCode: 'META0006' },
    });
    expect(registry.register('b', ['A:virtual-object'], { breaking: true })).toBe('created');
    expect(registry.latest).toBe('A@2 on b');
  });
});

describe('removing', () => {
  it('falls back to the next older deployment that has the service, and frees the number', () => {
    const registry = new Registering();
    registry.register('a', ['A']);
    registry.register('b', ['A', 'B']);
    registry.snapshot = registry.snapshot.without(dp('b'));
    expect(registry.latest).toBe('A@1 on a');
    registry.register('c', ['A']);
    expect(registry.latest).toBe('A@2 on c');
  });
});

describe('updating', () => {
  function twoDeployments(): Registering {
    const registry = new Registering();
    registry.register('a', ['A', 'B'], { metadata: { k: 'v' } });
    registry.register('b', ['A']);
    return registry;
  }

  it('moves the address and keeps what is registered, whatever the new address serves', () => {
    const registry = twoDeployments();
    const change = updateDeployment(registry.snapshot, dp('a'), discovered('moved', 'Other'), false);
    registry.snapshot = change!.snapshot;
    expect(registry.latest).toBe('A@2 on b, B@1 on a');
    expect(change?.deployment).toMatchObject({
      id: dp('a'),
      metadata: { k: 'v' },
      createdAtMs: 7,
      endpoint: { uri: 'http://moved/' },
    });
  });

  it('replaces the services when overwriting, under the numbers they had', () => {
    const registry = twoDeployments();
    const change = updateDeployment(
      registry.snapshot,
      dp('b'),
      discovered('moved', 'A:workflow', 'New'),
      true,
    );
    registry.snapshot = change!.snapshot;
    expect(registry.latest).toBe('A@2 on b, B@1 on a, New@1 on b');
    expect(registry.snapshot.service('A')?.type).toBe('workflow');
  });

  it('knows when there is nothing to update', () => {
    expect(updateDeployment(RegistrySnapshot.empty, dp('a'), discovered('a'), false)).toBeUndefined();
  });
});

describe('modifying a service', () => {
  it('changes what is given on the latest revision only, until the next one', () => {
    const registry = new Registering();
    registry.register('a', ['A']);
    registry.register('b', ['A']);
    registry.snapshot = modifyService(registry.snapshot, 'A', {
      isPublic: false,
      journalRetentionMs: 5,
    })!.snapshot;
    registry.snapshot = modifyService(registry.snapshot, 'A', { abortTimeoutMs: 9 })!.snapshot;

    expect(registry.snapshot.service('A')).toMatchObject({
      revision: 2,
      isPublic: false,
      options: { journalRetentionMs: 5, abortTimeoutMs: 9 },
    });
    expect(registry.snapshot.deployment(dp('a'))?.services[0]).toMatchObject({ isPublic: true });
    registry.register('b', ['A'], { force: true });
    expect(registry.snapshot.service('A')).toMatchObject({ isPublic: true, options: { retryPolicy: {} } });
  });

  it('keeps a workflow setting to workflows', () => {
    const registry = new Registering();
    registry.register('a', ['A', 'W:workflow']);
    const settings = { workflowCompletionRetentionMs: 1 };
    expect(modifyService(registry.snapshot, 'W', settings)?.service.options).toMatchObject(settings);
    expect(refusal(() => modifyService(registry.snapshot, 'A', settings)).details).toEqual({
      adminStatus: 400,
    });
    expect(modifyService(registry.snapshot, 'Nope', settings)).toBeUndefined();
  });
});

describe('the stored document', () => {
  it('reads back as what was written', () => {
    const registry = new Registering();
    registry.register('a', ['A', 'W:workflow'], { metadata: { k: 'v' } });
    const read = decodeRegistry(encodeRegistry(registry.snapshot));
    expect(read.deployments()).toEqual(registry.snapshot.deployments());
    expect(read.service('W')).toEqual(registry.snapshot.service('W'));
  });

  it.each([
    ['{"format":2,"deployments":[]}', 'STORE_FORMAT_UNSUPPORTED'],
    ['{"deployments":[]}', 'DECODE_FAILED'],
    ['{', 'DECODE_FAILED'],
  ])('refuses %s', (text, code) => {
    expect(refusal(() => decodeRegistry(new TextEncoder().encode(text))).code).toBe(code);
  });
});
