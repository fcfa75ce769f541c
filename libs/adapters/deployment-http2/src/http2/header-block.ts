import { ErrorCode, Http2Error } from './http2-error.js';

/** Longest header block, over all its frames. */
export const headerBlockBytesMax = 128 * 1024;
/** Most frames of one block: a peer that cuts it into smaller pieces than any reason has is up to something. */
const fragmentsMax = 64;

/**
 * A header block that takes several frames (RFC 9113, 4.3): until its last one, nothing else may come on the connection, so
 * one per connection is enough.
 */
export class HeaderBlock {
  private fragments: Buffer[] = [];
  private bytes = 0;

  constructor(
    readonly streamId: number,
    readonly isLast: boolean,
  ) {}

  add(bytes: Buffer, start: number, end: number): void {
    this.bytes += end - start;
    if (this.bytes > headerBlockBytesMax || this.fragments.length >= fragmentsMax) {
      throw new Http2Error(
        ErrorCode.enhanceYourCalm,
        `a header block of more than ${headerBlockBytesMax} bytes or ${fragmentsMax} frames`,
      );
    }
    this.fragments.push(Buffer.from(bytes.subarray(start, end)));
  }

  whole(): Buffer {
    return Buffer.concat(this.fragments);
  }
}
