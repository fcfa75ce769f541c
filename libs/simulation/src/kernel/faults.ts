import type { Random } from './random.js';

/** Each fault, and how often it strikes where it can: per operation, or per second for those of nodes. */
const ratesByKind = {
  store: {
    /** The commit fails and did nothing, or fails though it took effect. */
    storeFailsBefore: 0.03,
    storeFailsAfter: 0.03,
    storeIsSlow: 0.03,
    readFails: 0.005,
  },
  log: {
    /** The append is refused. */
    logRefuses: 0.04,
    /** The record is appended, and its answer is lost. */
    logLosesAnswer: 0.04,
    /** The answer says "unknown", and the record is appended later. */
    logAppendsLater: 0.03,
    logIsSlow: 0.03,
  },
  network: {
    notificationLost: 0.2,
    notificationRepeated: 0.1,
    streamBreaks: 0.01,
    /** Nobody listens where a service should be. */
    serviceIsAway: 0.02,
    /** A gateway, or the service itself, answers with a status and nothing else. */
    serviceRefuses: 0.02,
    /** The handler never does anything more. */
    serviceHangs: 0.005,
  },
  node: {
    nodeCrashes: 0.15,
    nodeFreezes: 0.2,
    partitionMoves: 0.4,
    /** The last owner hears of a move only after the new one is at work. */
    revocationIsLate: 0.5,
  },
  clock: {
    /** The clock of a node is set, forwards or backwards. */
    clockIsSet: 0.1,
  },
  operator: {
    /** Somebody cancels, kills or pauses what runs. */
    operatorInterferes: 0.3,
    /** Somebody changes how many may run in a scope. */
    limitsChange: 0.2,
  },
  tail: {
    /** The store restarts without what it acknowledged last. */
    storeLosesTail: 0.15,
  },
} as const;

export type FaultKind = keyof typeof ratesByKind;
export type FaultName = { [K in FaultKind]: keyof (typeof ratesByKind)[K] }[FaultKind];

/**
 * What `--faults` may say. `tail` is all but `clock`, and the loss of acknowledged writes, of which `all` knows
 * nothing: across a loss, epochs are told apart by the time of their beginning.
 */
export const faultChoices = [
  'none',
  'store',
  'log',
  'network',
  'node',
  'clock',
  'operator',
  'tail',
  'all',
] as const;
export type FaultChoice = (typeof faultChoices)[number];

/** Decides by chance where something goes wrong, until it is told to stop. */
export class Faults {
  private readonly rates = new Map<string, number>();

  constructor(
    private readonly random: Random,
    choice: FaultChoice,
  ) {
    for (const [kind, rates] of Object.entries(ratesByKind))
      if (choice === kind || (choice === 'tail' && kind !== 'clock') || (choice === 'all' && kind !== 'tail'))
        for (const [name, rate] of Object.entries(rates)) this.rates.set(name, rate);
  }

  happens(name: FaultName): boolean {
    const rate = this.rates.get(name);
    return rate !== undefined && this.random.chance(rate);
  }

  /** From now on everything works. */
  stop(): void {
    this.rates.clear();
  }
}
