import { PerdureError, type Deployment, type DeploymentId } from '@perdure/model';
import type { MetadataStore } from '@perdure/ports';

import { encodeRegistry } from './registry-document.js';
import type { RegistrySnapshot } from './registry-snapshot.js';
import { ServiceRegistry } from './service-registry.js';
import { MemoryMetadataStore } from './testing/memory-metadata-store.js';

function deployment(name: string): Deployment {
  return {
    id: name as DeploymentId,
    endpoint: { uri: `http://${name}/`, httpVersion: 'HTTP/2.0', additionalHeaders: {} },
    protocolMode: 'bidi-stream',
    minProtocolVersion: 5,
    maxProtocolVersion: 7,
    metadata: {},
    createdAtMs: 0,
    services: [],
  };
}

const adding = (name: string) => (snapshot: RegistrySnapshot) => ({
  snapshot: snapshot.with(deployment(name)),
});
const idsIn = (registry: ServiceRegistry) => registry.deployments().map(({ id }) => id);

describe('ServiceRegistry', () => {
  it('sees what was stored before it opened, and follows changes', async () => {
    const store = new MemoryMetadataStore();
    const writer = await ServiceRegistry.open(store);
    await writer.update(adding('a'));
    const reader = await ServiceRegistry.open(store);
    expect(idsIn(reader)).toEqual(['a']);

    await writer.update(adding('b'));
    store.announce();
    expect(idsIn(reader)).toEqual(['a', 'b']);
  });

  it('applies a change to the newest registry when another node was faster', async () => {
    const store = new MemoryMetadataStore();
    const [one, other] = await Promise.all([ServiceRegistry.open(store), ServiceRegistry.open(store)]);
    await Promise.all([one.update(adding('a')), other.update(adding('b')), one.update(adding('c'))]);
    const reader = await ServiceRegistry.open(store);
    expect(idsIn(reader).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('gives up with a conflict rather than try for ever', async () => {
    const store = new MemoryMetadataStore();
    const registry = await ServiceRegistry.open(store);
    store.replace = async () => {
      throw new PerdureError('METADATA_CONFLICT', 'changed');
    };
    await expect(registry.update(adding('a'))).rejects.toMatchObject({
      code: 'METADATA_CONFLICT',
      retryable: true,
    });
    expect(idsIn(registry)).toEqual([]);
  });

  it('never goes back to an older version that arrives late', async () => {
    const store = new MemoryMetadataStore();
    const registry = await ServiceRegistry.open(store);
    await registry.update(adding('a'));
    const older = store.document!;
    await registry.update(adding('b'));
    store.announce(older);
    expect(idsIn(registry)).toEqual(['a', 'b']);
  });

  it('goes on with its copy when a change is written in a format it cannot read, and says so', async () => {
    const store = new MemoryMetadataStore();
    const unreadable: unknown[] = [];
    const registry = await ServiceRegistry.open(store, { onUnreadable: (error) => unreadable.push(error) });
    await registry.update(adding('a'));
    store.announce({ version: 9, value: new TextEncoder().encode('{"format":99}') });
    expect(idsIn(registry)).toEqual(['a']);
    expect(unreadable).toMatchObject([{ code: 'STORE_FORMAT_UNSUPPORTED' }]);
  });

  it('writes nothing for a change that changes nothing', async () => {
    const store = new MemoryMetadataStore();
    const registry = await ServiceRegistry.open(store);
    await registry.update((snapshot) => ({ snapshot }));
    await registry.update(() => undefined);
    expect(store.replaceCount).toBe(0);
  });

  it('refuses to open on what it cannot read, and leaves nothing behind', async () => {
    const store = new MemoryMetadataStore();
    store.document = { version: 1, value: new TextEncoder().encode('{') };
    await expect(ServiceRegistry.open(store)).rejects.toMatchObject({ code: 'DECODE_FAILED' });
    expect(store.watcherCount).toBe(0);
    store.document = { version: 2, value: encodeRegistry(await readEmpty(new MemoryMetadataStore())) };
    await expect(ServiceRegistry.open(store)).resolves.toBeDefined();
  });
});

async function readEmpty(store: MetadataStore): Promise<RegistrySnapshot> {
  return (await ServiceRegistry.open(store)).snapshot();
}
