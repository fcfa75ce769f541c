/** Signals with a number from here on are awakeables (service-protocol 4.4). */
const firstAwakeableIndex = 17;

/** An awakeable is completed once, and the first completion wins; any other signal may come again and again. */
export function isAwakeable(signalIndex: number): boolean {
  return signalIndex >= firstAwakeableIndex;
}
