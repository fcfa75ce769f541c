/** Names for the numbers of RFC 9113. */

/** Starts every connection (3.4). */
export const clientPreface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/**
 * Frame header (4.1), big-endian:
 *
 *     0  u24  payload length
 *     3  u8   type
 *     4  u8   flags
 *     5  u32  stream id; the highest bit is reserved
 */
export const frameHeaderBytes = 9;

/** What every peer takes (4.2). We send no longer frames, and as we do not ask for longer ones, we get none. */
export const framePayloadBytesMax = 16_384;

/** Windows, and what is added to them, are 31 bits (6.9.1). */
export const windowBytesMax = 2 ** 31 - 1;

/** Every window, until SETTINGS or WINDOW_UPDATE change it (6.9.2). */
export const initialWindowBytes = 65_535;

/** The last id a stream may have (5.1.1); ids of a client's streams are odd. */
export const streamIdMax = 2 ** 31 - 1;

/** Section 6. */
export const FrameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const Flag = {
  /** Of DATA and HEADERS. */
  endStream: 0x1,
  /** Of SETTINGS and PING. */
  ack: 0x1,
  /** Of HEADERS and CONTINUATION. */
  endHeaders: 0x4,
  /** Of DATA and HEADERS. */
  padded: 0x8,
  /** Of HEADERS. */
  priority: 0x20,
} as const;

/** Section 6.5.2. */
export const SettingId = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
} as const;
