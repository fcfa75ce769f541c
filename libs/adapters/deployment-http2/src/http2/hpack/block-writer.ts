const growthBytes = 1024;

/** Integers and strings of HPACK (RFC 7541, 5), one behind the other. The memory is used again for the next block. */
export class BlockWriter {
  private bytes = Buffer.allocUnsafeSlow(growthBytes);
  private length = 0;

  begin(): void {
    this.length = 0;
  }

  /** The block, until the next begins. */
  end(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** @param pattern bits of the first octet above the integer; `prefixMax` has the bits that belong to it */
  integer(pattern: number, prefixMax: number, value: number): void {
    this.reserve(6);
    if (value < prefixMax) {
      this.bytes[this.length++] = pattern | value;
      return;
    }
    this.bytes[this.length++] = pattern | prefixMax;
    let rest = value - prefixMax;
    for (; rest >= 0x80; rest >>>= 7) this.bytes[this.length++] = (rest & 0x7f) | 0x80;
    this.bytes[this.length++] = rest;
  }

  /** One octet per character. Not as Huffman code, whose bytes cost both sides more than those it saves. */
  string(value: string): void {
    this.integer(0, 0x7f, value.length);
    this.reserve(value.length);
    this.length += this.bytes.write(value, this.length, 'latin1');
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(this.length + count + growthBytes);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
