import type { StateStore } from '@perdure/ports';
import { describeStateStore } from '../state-store/describe-state-store.js';
import { MemoryStateStore } from './memory-state-store.js';
import { MemoryStoreData } from './memory-store-data.js';

describeStateStore('MemoryStateStore', async () => {
  const data = new MemoryStoreData();
  let store: StateStore | undefined;
  return {
    open: async () => (store = new MemoryStateStore(data)),
    close: async () => store?.close(),
    destroy: async () => undefined,
  };
});
