/** A new state for an object or workflow, asked for from outside of its handlers (admin-api 4.4). */
export interface StateChange {
  /** Takes the place of all there is; no entries clear it. */
  readonly newState: ReadonlyArray<readonly [name: string, value: Uint8Array]>;
  /** Version of the state the change was made from: on any other it is dropped, silently. Undefined: on whatever there is. */
  readonly expectedVersion?: string;
}
