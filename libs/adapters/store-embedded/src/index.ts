export { openEmbeddedStore, type EmbeddedStore } from './open-embedded-store.js';
