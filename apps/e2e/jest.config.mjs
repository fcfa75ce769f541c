import { project } from '../../jest.preset.mjs';

export default { ...project('e2e'), testEnvironment: '<rootDir>/jest-environment.mjs' };
