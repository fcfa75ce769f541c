/** RFC 9113, 7. The index is the code. */
const names = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const;

/** The error codes that this side acts on or sends. */
export const ErrorCode = {
  noError: 0,
  protocolError: 1,
  flowControlError: 3,
  frameSizeError: 6,
  refusedStream: 7,
  cancel: 8,
  compressionError: 9,
  enhanceYourCalm: 11,
} as const;

/** `NGHTTP2_CANCEL`: the name by which Node.js and nghttp2 log the code, so that a search finds both ends. */
export function errorCodeName(code: number): string {
  const name = names[code];
  return name === undefined ? `unknown code 0x${code.toString(16)}` : `NGHTTP2_${name}`;
}

/** One of the two peers broke a rule of HTTP/2; `code` is what the other one is told, in RST_STREAM or GOAWAY. */
export class Http2Error extends Error {
  override readonly name = 'Http2Error';

  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}
