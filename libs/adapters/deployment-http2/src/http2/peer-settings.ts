import { ErrorCode, Http2Error } from './http2-error.js';
import { framePayloadBytesMax, initialWindowBytes, SettingId, windowBytesMax } from './wire.js';
import { defaultTableBytes } from './hpack/static-table.js';

/** What the peer has announced, of what matters to a client (RFC 9113, 6.5.2). */
export class PeerSettings {
  areKnown = false;
  headerTableBytes = defaultTableBytes;
  streamsMax = Number.POSITIVE_INFINITY;
  streamWindowBytes = initialWindowBytes;

  /** Takes the payload of a SETTINGS frame. Values are in force in the order they stand in; unknown ones mean nothing. */
  apply(bytes: Buffer, start: number, end: number): void {
    if ((end - start) % 6 !== 0) throw new Http2Error(ErrorCode.frameSizeError, 'SETTINGS of odd length');
    this.areKnown = true;
    for (let at = start; at < end; at += 6) this.set(bytes.readUInt16BE(at), bytes.readUInt32BE(at + 2));
  }

  private set(id: number, value: number): void {
    switch (id) {
      case SettingId.headerTableSize:
        this.headerTableBytes = value;
        break;
      case SettingId.enablePush:
        if (value !== 0) throw invalid('ENABLE_PUSH of a server', value);
        break;
      case SettingId.maxConcurrentStreams:
        this.streamsMax = value;
        break;
      case SettingId.initialWindowSize:
        if (value > windowBytesMax) throw invalid('INITIAL_WINDOW_SIZE', value, ErrorCode.flowControlError);
        this.streamWindowBytes = value;
        break;
      case SettingId.maxFrameSize:
        if (value < framePayloadBytesMax || value >= 2 ** 24) throw invalid('MAX_FRAME_SIZE', value);
        break;
    }
  }
}

function invalid(name: string, value: number, code: number = ErrorCode.protocolError): Http2Error {
  return new Http2Error(code, `SETTINGS with ${name} ${value}`);
}
