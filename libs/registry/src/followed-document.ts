import { isPerdureError, PerdureError } from '@perdure/model';
import type { MetadataDocument, MetadataStore } from '@perdure/ports';

/** How often a change is tried against a document that others change at the same time. */
const conflictsMax = 20;

/** What a document is called, and what its bytes mean. */
export interface DocumentFormat<T> {
  /** In the metadata store. */
  readonly name: string;
  /** In messages: `the registry`. */
  readonly title: string;
  /** While there is no document. */
  readonly empty: T;
  encode(value: T): Uint8Array;
  /** Throws `STORE_FORMAT_UNSUPPORTED` and `DECODE_FAILED`. */
  decode(bytes: Uint8Array): T;
}

export interface FollowOptions {
  /** Told when a change of the document cannot be read; this node then goes on with the copy it has. */
  readonly onUnreadable?: (error: unknown) => void;
}

/**
 * This node's copy of a metadata document. It follows changes by whomever, is replaced as a whole, and never goes back
 * to an older version, however late a message arrives.
 */
export class FollowedDocument<T> {
  private value: T;
  /** Version of the document that `value` was read from; 0 before the first. */
  private version = 0;
  private readonly watchers = new Set<() => void>();
  private stopWatching: () => void = () => undefined;

  private constructor(
    private readonly store: MetadataStore,
    private readonly format: DocumentFormat<T>,
    private readonly options: FollowOptions,
  ) {
    this.value = format.empty;
  }

  /** Rejects when the stored document cannot be read. */
  static async open<T>(
    store: MetadataStore,
    format: DocumentFormat<T>,
    options: FollowOptions = {},
  ): Promise<FollowedDocument<T>> {
    const followed = new FollowedDocument(store, format, options);
    // Watch first: a change between reading and watching would be missed until the next one.
    followed.stopWatching = store.watch(format.name, (document) => followed.follow(document));
    try {
      await followed.refresh();
    } catch (error) {
      followed.close();
      throw error;
    }
    return followed;
  }

  /** Everything as of now, unaffected by later changes. */
  get current(): T {
    return this.value;
  }

  /** Calls back after each change. Returns the function that ends it. */
  watch(onChange: () => void): () => void {
    this.watchers.add(onChange);
    return () => this.watchers.delete(onChange);
  }

  /**
   * Applies a pure change to the newest document and resolves with what it returned once its snapshot is durable. The
   * change runs again on a newer one when somebody else was faster; what it throws, and a store that fails, rejects. A
   * change that returns the snapshot it was given, or undefined, writes nothing.
   */
  async update<Change extends { readonly snapshot: T } | undefined>(
    change: (snapshot: T) => Change,
  ): Promise<Change> {
    for (let conflicts = 0; conflicts < conflictsMax; conflicts++) {
      const { value, version, format } = this;
      const outcome = change(value);
      if (outcome === undefined || outcome.snapshot === value) return outcome;
      try {
        const written = await this.store.replace(format.name, version, format.encode(outcome.snapshot));
        this.adopt(written, () => outcome.snapshot);
        return outcome;
      } catch (error) {
        if (!isPerdureError(error, 'METADATA_CONFLICT')) throw error;
        await this.refresh();
      }
    }
    throw new PerdureError(
      'METADATA_CONFLICT',
      `${this.format.title} was changed by others ${conflictsMax} times in a row. Try again.`,
      { retryable: true },
    );
  }

  /** Stops following changes. */
  close(): void {
    this.stopWatching();
    this.watchers.clear();
  }

  private async refresh(): Promise<void> {
    const document = await this.store.read(this.format.name);
    if (document !== undefined) this.adopt(document.version, () => this.format.decode(document.value));
  }

  private follow({ version, value }: MetadataDocument): void {
    try {
      this.adopt(version, () => this.format.decode(value));
    } catch (error) {
      this.options.onUnreadable?.(error);
    }
  }

  /** News arrive twice, late and out of order: by answers of the store and by watching it. */
  private adopt(version: number, read: () => T): void {
    if (version <= this.version) return;
    this.value = read();
    this.version = version;
    for (const onChange of this.watchers) onChange();
  }
}
