import { RuleBook } from '@perdure/model';
import type { PlantedBug } from '../world.js';

/**
 * Mistakes a server must not make, made on purpose between a node and its ports. Each is to be found by a checker: a
 * simulation that lets them pass would prove nothing.
 */
export const plantedBugs = {
  /** The store answers before it has the commit, which a crash may then take along: effects run that no row backs. */
  'effect-before-commit': {
    store: (store, process) => ({
      ...store,
      commit: async (commit) => {
        process.after(500_000, () => {
          store.commit(commit).catch(() => undefined);
        });
      },
    }),
  },

  /** An owner that was replaced goes on writing. */
  'fence-ignored': {
    store: (store, _process, world) => ({
      ...store,
      commit: (commit) => {
        const { epoch, sequence } = world.stored.position(commit.partition);
        const isReplaced = commit.epoch !== epoch;
        return store.commit(isReplaced ? { ...commit, epoch, sequence: sequence + 1 } : commit);
      },
    }),
  },

  /** What another partition sends twice is taken twice. */
  'outbox-not-deduplicated': {
    log: (log) => ({
      append: (partition, { command }) => log.append(partition, { command }),
      subscribe: (subscriber) => log.subscribe(subscriber),
      close: () => log.close(),
    }),
  },

  /** Whoever wants to start may start. */
  'limits-ignored': {
    limits: (limits) => ({
      book: RuleBook.empty,
      watchBook: (onChange) => limits.watchBook(onChange),
    }),
  },
} as const satisfies Record<string, PlantedBug>;

export type PlantedBugName = keyof typeof plantedBugs;
