/**
 * One protocol message: what is stored per journal entry and what replay sends. `type` is the 16-bit message type
 * (service-protocol 3.2), `payload` the protobuf bytes without the 8-byte header.
 */
export interface Frame {
  readonly type: number;
  readonly payload: Uint8Array;
}
