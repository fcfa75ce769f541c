/** The data of one test, empty at first, and the store over it. */
export interface StoreFixture<Store> {
  /** Opens the store; after a `close`, over the same data, as a restarted process would. */
  open(): Promise<Store>;
  /** Closes what `open` returned last. Closing it again changes nothing. */
  close(): Promise<void>;
  /** Removes the data. The store is closed by then. */
  destroy(): Promise<void>;
}
