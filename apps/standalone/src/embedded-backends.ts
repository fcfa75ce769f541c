import type { Backends, Node } from '@perdure/assembly';
import { FusedLog } from '@perdure/log-embedded';
import { MemoryNotifier } from '@perdure/notifier-memory';
import { openEmbeddedStore } from '@perdure/store-embedded';

/** One process is one partition: everything shares one commit, and so one disk sync. */
const partitionCount = 1;

/** Everything in this process, on one folder. */
export async function openEmbeddedBackends({ config, stops, onFatal }: Node): Promise<Backends> {
  const store = await openEmbeddedStore(config.baseDir);
  stops.add(() => store.close());
  return {
    log: new FusedLog({ partitionCount }),
    store: store.state,
    metadata: store.metadata,
    notifier: new MemoryNotifier(),
    partitionCount,
    // There is nobody else to take it over: a new process starts from what is stored.
    onPartitionStopped: (_partition, reason) => onFatal(reason),
  };
}
