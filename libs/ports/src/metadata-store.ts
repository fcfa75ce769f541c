/** A document and the version it was read at; version 0 stands for "does not exist". */
export interface MetadataDocument {
  readonly version: number;
  readonly value: Uint8Array;
}

/**
 * Small documents the whole cluster shares (the registry of deployments, flow-control rules), replaced as a whole.
 */
export interface MetadataStore {
  read(name: string): Promise<MetadataDocument | undefined>;
  /**
   * Replaces the document if it is still at `expectedVersion` and resolves with the new version once that is durable;
   * otherwise rejects with `METADATA_CONFLICT` and changes nothing.
   */
  replace(name: string, expectedVersion: number, value: Uint8Array): Promise<number>;
  /** Calls `onChange` after every replacement, by whomever. Returns the function that ends it. */
  watch(name: string, onChange: (document: MetadataDocument) => void): () => void;
}
