import { PerdureError } from '@perdure/model';
import { ClassicLevel } from 'classic-level';
import { formatKey, type KeyRange } from './keys.js';
import { translateError } from './translate-error.js';

/** Changes to be written together. Copies what it is given. */
export interface Batch {
  put(key: Uint8Array, value: Uint8Array): void;
  del(key: Uint8Array): void;
}

export type Row = readonly [key: Uint8Array, value: Uint8Array];

/** Grows with every change of the layout that an older version would misread. */
const format = 1;

const mebibyte = 1024 * 1024;

const levelOptions = {
  keyEncoding: 'view',
  valueEncoding: 'view',
  // Work in progress dies young: most rows are gone again before a table file would have to be written for them. Two
  // buffers exist at times, so this counts double in the memory of the process.
  writeBufferSize: 16 * mebibyte,
  cacheSize: 16 * mebibyte,
} as const;

/** `sync`: LevelDB calls fdatasync on its log file before the write returns, so what is acknowledged is on the disk. */
const durably = { sync: true } as const;

const scanReadAheadBytes = 256 * 1024;

/** A directory of LevelDB files, held by this process alone. Everything it throws is a `PerdureError`. */
export class Database {
  private constructor(
    readonly directory: string,
    private readonly level: ClassicLevel<Uint8Array, Uint8Array>,
  ) {}

  /**
   * Creates the directory when it is missing. Rejects with `STORE_LOCKED`, `STORE_FORMAT_UNSUPPORTED` or
   * `STORE_UNAVAILABLE`.
   */
  static async open(directory: string): Promise<Database> {
    const level = new ClassicLevel<Uint8Array, Uint8Array>(directory, levelOptions);
    const database = new Database(directory, level);
    await database.translated(level.open());
    try {
      await database.checkFormat();
    } catch (error) {
      await level.close();
      throw error;
    }
    return database;
  }

  get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.translated(this.level.get(key));
  }

  getSync(key: Uint8Array): Uint8Array | undefined {
    try {
      return this.level.getSync(key);
    } catch (error) {
      throw translateError(error, this.directory);
    }
  }

  getMany(keys: Uint8Array[]): Promise<Array<Uint8Array | undefined>> {
    return this.translated(this.level.getMany(keys));
  }

  async rows(range: KeyRange, limit: number, reverse = false): Promise<Row[]> {
    try {
      return await this.level
        .iterator({ gte: range.from, lt: range.to, limit, reverse, highWaterMarkBytes: scanReadAheadBytes })
        .all();
    } catch (error) {
      throw translateError(error, this.directory);
    }
  }

  async keys(range: KeyRange): Promise<Uint8Array[]> {
    try {
      return await this.level
        .keys({ gte: range.from, lt: range.to, highWaterMarkBytes: scanReadAheadBytes })
        .all();
    } catch (error) {
      throw translateError(error, this.directory);
    }
  }

  /**
   * All or nothing, in order, and on the disk when it resolves. When it rejects, the outcome is unknown.
   * @param fill says what to write, at once: half the work of handing over an array of operations
   */
  async write(fill: (batch: Batch) => void): Promise<void> {
    const batch = this.openBatch();
    try {
      fill(batch);
    } catch (error) {
      await batch.close();
      throw error;
    }
    await this.translated(batch.write(durably));
  }

  /** Closes and opens the files again, which settles whether a write of unknown outcome took place. */
  async reopen(): Promise<void> {
    await this.translated(this.level.close());
    await this.translated(this.level.open());
  }

  close(): Promise<void> {
    return this.translated(this.level.close());
  }

  private openBatch(): ReturnType<typeof this.level.batch> {
    try {
      return this.level.batch();
    } catch (error) {
      throw translateError(error, this.directory);
    }
  }

  private async translated<T>(result: Promise<T>): Promise<T> {
    try {
      return await result;
    } catch (error) {
      throw translateError(error, this.directory);
    }
  }

  private async checkFormat(): Promise<void> {
    const marker = await this.get(formatKey);
    if (marker?.length === 1 && marker[0] === format) return;
    if (marker === undefined && (await this.isEmpty())) {
      await this.write((batch) => batch.put(formatKey, Uint8Array.of(format)));
      return;
    }
    throw new PerdureError(
      'STORE_FORMAT_UNSUPPORTED',
      `The data in ${this.directory} has a format this version cannot read (it reads format ${format}). Use the version that wrote it, or an empty directory.`,
      { details: { directory: this.directory, format: marker?.[0] } },
    );
  }

  private async isEmpty(): Promise<boolean> {
    try {
      return (await this.level.keys({ limit: 1 }).all()).length === 0;
    } catch (error) {
      throw translateError(error, this.directory);
    }
  }
}
