import { fieldBytes, type Field } from './static-table.js';

/** RFC 7541, 2.3.2 and 4: fields that were seen before, the newest first, the oldest thrown out when space is needed. */
export class DynamicTable {
  /** The newest is the last. */
  private readonly fields: Field[] = [];
  private bytes = 0;

  /** @param onEvicted hears of each field that leaves, and how many were added before it */
  constructor(
    private bytesMax: number,
    private readonly onEvicted?: (field: Field, age: number) => void,
  ) {}

  /** How many fields were ever added. */
  added = 0;

  /** @param index 0 for the newest */
  at(index: number): Field | undefined {
    return this.fields[this.fields.length - 1 - index];
  }

  add(field: Field): void {
    const bytes = fieldBytes(field[0], field[1]);
    this.shrinkTo(this.bytesMax - bytes);
    this.added++;
    if (bytes > this.bytesMax) return; // All are gone, and this one has no room either (4.4).
    this.fields.push(field);
    this.bytes += bytes;
  }

  resize(bytesMax: number): void {
    this.bytesMax = bytesMax;
    this.shrinkTo(bytesMax);
  }

  private shrinkTo(bytes: number): void {
    while (this.bytes > bytes) {
      const field = this.fields.shift();
      if (field === undefined) return;
      this.bytes -= fieldBytes(field[0], field[1]);
      this.onEvicted?.(field, this.added - this.fields.length - 1);
    }
  }
}
