import type { Documented } from '../judge/documented.js';
import type { Names } from '../requests/names.js';
import type { Port } from '../requests/request.js';

/** Most ms until an answer, or the end of a connection that the client has ended. */
export const ANSWER_MS_MAX = 20_000;
/** Most ms a client waits where it may have to wait for ever. */
export const PATIENCE_MS = 120;

/** Whom requests go to, and who judges the answers. */
export interface Surroundings {
  readonly ports: Readonly<Record<Port, number>>;
  readonly documented: Documented;
  readonly names: Names;
}

/** One connection and what is said on it; made of a seed and nothing else, save the names that were learned. */
export interface Conversation {
  /** As much of it as helps to see what went wrong. */
  describe(): string;
  /** What went wrong; undefined: nothing. */
  hold(surroundings: Surroundings): Promise<string | undefined>;
}
