import { BlockWriter } from './block-writer.js';
import { DynamicTable } from './dynamic-table.js';
import { indexingOf } from './indexing.js';
import { defaultTableBytes, fieldBytes, staticTable } from './static-table.js';

/** Where the fields of one name are. */
interface Places {
  /** Of any field with this name, for those with another value. */
  name: number;
  readonly values: Map<string, number>;
}

const staticPlaces = new Map<string, Places>();
for (const [i, [name, value]] of staticTable.entries()) {
  const places = staticPlaces.get(name) ?? { name: i + 1, values: new Map<string, number>() };
  staticPlaces.set(name, places);
  if (value !== '') places.values.set(value, i + 1);
}

/** HPACK (RFC 7541) towards the peer: one encoder per connection; blocks have to be sent in the order they were encoded in. */
export class HpackEncoder {
  private readonly block = new BlockWriter();
  private readonly table = new DynamicTable(defaultTableBytes, ([name, value], age) =>
    this.forget(name, value, age),
  );
  /** Places in the dynamic table, as how many fields were added before. */
  private readonly dynamicPlaces = new Map<string, Places>();
  private tableBytes = defaultTableBytes;
  /** The smallest size the peer has asked for since the last block, if it has to be told that we follow. */
  private smallestTableBytes: number | undefined;

  /** The peer's `SETTINGS_HEADER_TABLE_SIZE`. A larger table than the default would gain nothing. */
  limitTable(bytesMax: number): void {
    const bytes = Math.min(bytesMax, defaultTableBytes);
    if (bytes === this.tableBytes) return;
    this.smallestTableBytes = Math.min(this.smallestTableBytes ?? bytes, bytes);
    this.tableBytes = bytes;
    this.table.resize(bytes);
  }

  /**
   * @param head names (in lower case) and values in turns, pseudo-header fields first
   * @returns the block, good until the next call
   */
  encode(head: readonly string[]): Buffer {
    this.block.begin();
    this.announceTableSize();
    for (let i = 0; i + 1 < head.length; i += 2) this.field(head[i] ?? '', head[i + 1] ?? '');
    return this.block.end();
  }

  /** RFC 7541, 4.2: the smallest size in between, at which fields were lost, then the final one. */
  private announceTableSize(): void {
    if (this.smallestTableBytes === undefined) return;
    if (this.smallestTableBytes < this.tableBytes) this.block.integer(0x20, 0x1f, this.smallestTableBytes);
    this.block.integer(0x20, 0x1f, this.tableBytes);
    this.smallestTableBytes = undefined;
  }

  private field(name: string, value: string): void {
    const fixed = staticPlaces.get(name);
    const dynamic = this.dynamicPlaces.get(name);
    const index = fixed?.values.get(value) ?? this.indexOf(dynamic?.values.get(value));
    if (index !== undefined) {
      this.block.integer(0x80, 0x7f, index);
      return;
    }
    const nameIndex = fixed?.name ?? this.indexOf(dynamic?.name) ?? 0;
    const indexing = indexingOf(name);
    if (indexing === 'never') {
      this.literal(0x10, 0x0f, nameIndex, name, value);
    } else if ((indexing === 'name' && nameIndex !== 0) || fieldBytes(name, value) > this.tableBytes / 4) {
      // The latter would throw out what is worth more.
      this.literal(0, 0x0f, nameIndex, name, value);
    } else {
      this.literal(0x40, 0x3f, nameIndex, name, value);
      this.remember(name, value);
    }
  }

  private literal(pattern: number, prefixMax: number, nameIndex: number, name: string, value: string): void {
    this.block.integer(pattern, prefixMax, nameIndex);
    if (nameIndex === 0) this.block.string(name);
    this.block.string(value);
  }

  private indexOf(age: number | undefined): number | undefined {
    return age === undefined ? undefined : staticTable.length + this.table.added - age;
  }

  private remember(name: string, value: string): void {
    const age = this.table.added;
    this.table.add([name, value]);
    const places = this.dynamicPlaces.get(name);
    if (places === undefined) {
      this.dynamicPlaces.set(name, { name: age, values: new Map([[value, age]]) });
    } else {
      places.name = age;
      places.values.set(value, age);
    }
  }

  private forget(name: string, value: string, age: number): void {
    const places = this.dynamicPlaces.get(name);
    if (places?.values.get(value) === age) places.values.delete(value);
    if (places?.name === age) this.dynamicPlaces.delete(name);
  }
}
