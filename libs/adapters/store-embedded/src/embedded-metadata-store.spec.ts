import { describeMetadataStore } from '@perdure/testkit';
import { DataDirectory } from './testing/data-directory.js';

describeMetadataStore('EmbeddedMetadataStore', () => DataDirectory.create((store) => store.metadata));
