import { ErrorCode, Http2Error } from '../http2-error.js';
import { DynamicTable } from './dynamic-table.js';
import { decodeHuffman } from './huffman.js';
import { defaultTableBytes, fieldBytes, staticTable, type Field } from './static-table.js';

/** More continuation octets than this, and an integer passes 2^28: longer than anything we would take. */
const integerShiftMax = 21;

/**
 * HPACK (RFC 7541) from the peer: one decoder per connection, fed with every header block in the order of arrival, those of
 * streams nobody cares about any more included, as each may change the table that the next one refers to.
 *
 * It throws `COMPRESSION_ERROR` for what cannot be decoded; the connection is of no use then.
 */
export class HpackDecoder {
  private readonly table = new DynamicTable(defaultTableBytes);
  private block: Buffer = Buffer.alloc(0);
  private at = 0;
  private end = 0;

  /** @param listBytesMax size of a header list (RFC 9113, 6.5.2) beyond which its fields are dropped */
  constructor(private readonly listBytesMax: number) {}

  /** The fields of one block in `bytes[start, end)`; undefined when they are more than the limit allows. */
  decode(bytes: Buffer, start: number, end: number): readonly Field[] | undefined {
    this.block = bytes;
    this.at = start;
    this.end = end;
    const fields: Field[] = [];
    let listBytes = 0;
    let isFieldSeen = false;
    while (this.at < this.end) {
      const octet = this.block[this.at] ?? 0;
      if ((octet & 0xe0) === 0x20) {
        if (isFieldSeen) throw malformed('a change of the table size after a field');
        this.resize();
        continue;
      }
      isFieldSeen = true;
      const field = this.field(octet);
      listBytes += fieldBytes(field[0], field[1]);
      if (listBytes <= this.listBytesMax) fields.push(field);
    }
    return listBytes > this.listBytesMax ? undefined : fields;
  }

  /** RFC 7541, 6.1 and 6.2. */
  private field(octet: number): Field {
    if (octet >= 0x80) return this.indexed(this.integer(0x7f));
    const isAdded = octet >= 0x40;
    const nameIndex = this.integer(isAdded ? 0x3f : 0x0f);
    const name = nameIndex === 0 ? this.string() : this.indexed(nameIndex)[0];
    const field: Field = [name, this.string()];
    if (isAdded) this.table.add(field);
    return field;
  }

  private indexed(index: number): Field {
    const field =
      index <= staticTable.length ? staticTable[index - 1] : this.table.at(index - staticTable.length - 1);
    if (field === undefined) throw malformed(`no field has index ${index}`);
    return field;
  }

  /** RFC 7541, 6.3. We never ask for a table of another size than the default. */
  private resize(): void {
    const bytesMax = this.integer(0x1f);
    if (bytesMax > defaultTableBytes) throw malformed(`a table of ${bytesMax} bytes`);
    this.table.resize(bytesMax);
  }

  /** RFC 7541, 5.1. `prefixMax` has the bits of the first octet that belong to the integer. */
  private integer(prefixMax: number): number {
    const prefix = this.octet() & prefixMax;
    if (prefix < prefixMax) return prefix;
    let value = prefix;
    for (let shift = 0; ; shift += 7) {
      if (shift > integerShiftMax) throw malformed('an integer out of range');
      const octet = this.octet();
      value += (octet & 0x7f) << shift;
      if (octet < 0x80) return value;
    }
  }

  /** RFC 7541, 5.2. */
  private string(): string {
    const isHuffman = (this.block[this.at] ?? 0) >= 0x80;
    const length = this.integer(0x7f);
    const start = this.at;
    if (length > this.end - start) throw malformed('the end of the block inside of a string');
    this.at = start + length;
    return isHuffman
      ? decodeHuffman(this.block, start, this.at)
      : this.block.toString('latin1', start, this.at);
  }

  private octet(): number {
    if (this.at >= this.end) throw malformed('the end of the block inside of an integer');
    return this.block[this.at++] ?? 0;
  }
}

function malformed(what: string): Http2Error {
  return new Http2Error(ErrorCode.compressionError, `malformed header block: ${what}`);
}
