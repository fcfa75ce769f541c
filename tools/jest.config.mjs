import { project } from '../jest.preset.mjs';

export default {
  ...project('tools'),
  roots: ['<rootDir>'],
  testMatch: ['**/*.spec.mjs'],
};
