/**
 * A test that waits for a broker, a database or a service says itself how long is too long. Jest's own limit is for
 * tests that hang, and must not fail one because the machine was busy.
 */
import { jest } from '@jest/globals';

jest.setTimeout(60_000);
