import { describeStateStore } from '@perdure/testkit';
import { DataDirectory } from './testing/data-directory.js';

describeStateStore('EmbeddedStateStore', () => DataDirectory.create((store) => store.state));
