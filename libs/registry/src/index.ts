export { handlingOf, retentionOf, type Handling, type HandlingDefaults } from './handling.js';
