import * as net from 'node:net';
import fc from 'fast-check';
import { connectTo, listen, post, type Connected } from '../testing/connect.js';
import { frameBytes, uint32 } from '../testing/frames.js';
import { RawPeer } from '../testing/raw-peer.js';
import { RecordedStream } from '../testing/recorded-stream.js';
import { Http2Connection } from './http2-connection.js';
import { ErrorCode } from './http2-error.js';
import type { Http2Stream } from './http2-stream.js';
import { Flag, FrameType, SettingId } from './wire.js';

const { endStream, endHeaders, ack, padded } = Flag;
const { protocolError, flowControlError, frameSizeError, compressionError, enhanceYourCalm } = ErrorCode;
/** `:status: 200`, from the static table. */
const status200 = Buffer.of(0x88);
const head = (streamId: number, flags: number = endHeaders, block: Uint8Array = status200): Buffer =>
  frameBytes(FrameType.headers, flags, streamId, block);
const data = (streamId: number, payload: string | Uint8Array, flags = 0): Buffer =>
  frameBytes(FrameType.data, flags, streamId, Buffer.from(payload));
const setting = (id: number, value: number): Buffer => {
  const payload = Buffer.alloc(6);
  payload.writeUInt16BE(id);
  payload.writeUInt32BE(value, 2);
  return frameBytes(FrameType.settings, 0, 0, payload);
};
const literal = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.of(0, name.length), Buffer.from(name), Buffer.of(value.length), Buffer.from(value)]);
const times = (count: number, frame: Buffer): Buffer => Buffer.concat(Array<Buffer>(count).fill(frame));
const window = (streamId: number, increment: number): Buffer =>
  frameBytes(FrameType.windowUpdate, 0, streamId, uint32(increment));

describe('a peer that', () => {
  const cleanups: Array<() => unknown> = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  interface Talk extends Connected {
    readonly peer: RawPeer;
    /** Stream 1, which is open. */
    readonly stream: Http2Stream;
    readonly heard: RecordedStream;
  }

  async function talk(): Promise<Talk> {
    const peer = new RawPeer();
    const connected = await connectTo(await listen(peer.server, cleanups), cleanups);
    const heard = new RecordedStream();
    const stream = connected.connection.request(post('/'), heard);
    await peer.frame(({ type }) => type === FrameType.headers);
    return { ...connected, peer, stream, heard };
  }

  test.each<[string, number, string, readonly Buffer[]]>([
    ['answers on a stream nobody opened', protocolError, 'for stream 3', [head(3)]],
    ['opens a stream itself', protocolError, 'for stream 2', [head(2)]],
    ['sends DATA on stream 0', protocolError, 'malformed DATA', [data(0, 'x')]],
    ['pads more than the frame has', protocolError, 'malformed DATA', [data(1, Buffer.of(9, 1), padded)]],
    ['pushes', protocolError, 'PUSH_PROMISE', [frameBytes(FrameType.pushPromise, 4, 1, uint32(2))]],
    ['continues nothing', protocolError, 'CONTINUATION', [frameBytes(FrameType.continuation, 4, 1)]],
    ['interrupts a head', protocolError, 'inside of a header block', [head(1, 0), data(1, 'x')]],
    [
      'continues a head for ever',
      enhanceYourCalm,
      'header block of more than',
      [head(1, 0), times(100, frameBytes(FrameType.continuation, 0, 1))],
    ],
    [
      'sends a head that is no HPACK',
      compressionError,
      'no field has index',
      [head(1, 4, Buffer.of(0xff, 0))],
    ],
    [
      'sends half a setting',
      frameSizeError,
      'SETTINGS',
      [frameBytes(FrameType.settings, 0, 0, Buffer.of(1))],
    ],
    [
      'sets an impossible window',
      flowControlError,
      'INITIAL_WINDOW_SIZE',
      [setting(SettingId.initialWindowSize, 2 ** 31)],
    ],
    ['sets an impossible frame size', protocolError, 'MAX_FRAME_SIZE', [setting(SettingId.maxFrameSize, 1)]],
    ['wants to push', protocolError, 'ENABLE_PUSH', [setting(SettingId.enablePush, 1)]],
    ['sends a PING too short', frameSizeError, 'PING', [frameBytes(FrameType.ping, 0, 0, Buffer.alloc(7))]],
    ['opens the window by nothing', protocolError, 'WINDOW_UPDATE by 0', [window(0, 0)]],
    ['opens the window too far', flowControlError, 'beyond 2^31', [window(0, 2 ** 31 - 1)]],
    [
      'floods with PING',
      enhanceYourCalm,
      'floods',
      [times(5000, frameBytes(FrameType.ping, 0, 0, Buffer.alloc(8)))],
    ],
    ['floods with SETTINGS', enhanceYourCalm, 'floods', [times(5000, frameBytes(FrameType.settings, 0, 0))]],
    ['floods with empty DATA', enhanceYourCalm, 'floods', [head(1), times(5000, data(1, ''))]],
    [
      'floods with informational heads',
      enhanceYourCalm,
      'floods',
      [times(5000, head(1, 4, literal(':status', '102')))],
    ],
  ])('%s loses the connection, and is told why', async (_what, code, message, frames) => {
    const { peer, heard, closed } = await talk();
    peer.send(...frames);
    const error = await closed;

    expect(error?.message).toContain(message);
    expect(heard.error).toBe(error);
    expect(await peer.goawayCode()).toBe(code);
  });

  test('sends more than the windows allow loses the stream, or the connection', async () => {
    const { peer, heard, stream, closed } = await talk();
    stream.pause();
    const sixteenKibibytes = Buffer.alloc(16_384);
    peer.send(head(1), ...Array.from({ length: 5 }, () => data(1, sixteenKibibytes)));

    expect((await closed)?.message).toContain('more than the window allows');
    expect(await peer.goawayCode()).toBe(flowControlError);
    expect(heard.chunks).toHaveLength(0);
  });

  test.each<[string, number, string, readonly Buffer[]]>([
    ['sends a body without a head', protocolError, 'DATA before its head', [data(1, 'x')]],
    ['sends two heads', protocolError, 'second head', [head(1), head(1)]],
    ['sends no status', protocolError, 'no :status', [head(1, 4, literal('a', 'b'))]],
    ['sends a status of no number', protocolError, ':status 2x0', [head(1, 4, literal(':status', '2x0'))]],
    ['switches protocols', protocolError, 'status 101', [head(1, 4, literal(':status', '101'))]],
    [
      'shouts a name',
      protocolError,
      'field "A"',
      [head(1, 4, Buffer.concat([status200, literal('A', 'b')]))],
    ],
    [
      'sends a header of HTTP/1.1',
      protocolError,
      'field "connection"',
      [head(1, 4, Buffer.concat([status200, literal('connection', 'close')]))],
    ],
    [
      'sends less than announced',
      protocolError,
      'content-length',
      [head(1, 4, Buffer.concat([status200, literal('content-length', '2')])), data(1, 'x', endStream)],
    ],
    [
      'sends more than announced',
      protocolError,
      'content-length',
      [head(1, 4, Buffer.concat([status200, literal('content-length', '2')])), data(1, 'xyz')],
    ],
    [
      'sends a head of a million references to one long field',
      enhanceYourCalm,
      'head is too large',
      [
        head(
          1,
          4,
          Buffer.concat([
            Buffer.of(0x40, 1, 97, 0x7f, 0x81, 0x17),
            Buffer.alloc(3072, 120),
            Buffer.alloc(13_000, 0xbe),
          ]),
        ),
      ],
    ],
    ['opens the window of the stream too far', flowControlError, 'beyond 2^31', [window(1, 2 ** 31 - 1)]],
  ])('%s loses the stream only', async (_what, code, message, frames) => {
    const { connection, peer, heard } = await talk();
    peer.send(...frames);
    await heard.over();
    expect(heard.error?.message).toContain(message);
    expect(heard.isUnprocessed).toBe(false);
    expect(await peer.resetCode(1)).toBe(code);

    const next = new RecordedStream();
    connection.request(post('/next'), next).end();
    await peer.frame(({ type, streamId }) => type === FrameType.headers && streamId === 3);
    peer.send(data(1, 'still under way'), head(3), data(3, 'fine', endStream));
    await next.over();
    expect(next.body.toString()).toBe('fine');
  });

  test('says what we do not know is ignored', async () => {
    const { peer, heard } = await talk();
    peer.send(
      frameBytes(FrameType.priority, 0, 1, Buffer.alloc(5)),
      frameBytes(0xfa, 0xff, 77, Buffer.from('extension')),
      setting(0xfafa, 1),
      head(1, endHeaders | padded | Flag.priority, Buffer.of(2, 0, 0, 0, 0, 16, 0x88, 0, 0)),
      data(1, Buffer.of(3, 97, 98, 0, 0, 0), padded),
      head(1, endHeaders | endStream, literal('x-trailer', 'y')),
    );
    await heard.over();

    expect([heard.status, heard.body.toString(), heard.error]).toEqual([200, 'ab', undefined]);
  });

  test('answers before it has the request makes us stop sending it', async () => {
    const { peer, heard, stream } = await talk();
    stream.write(Buffer.alloc(200_000));
    peer.send(head(1), data(1, 'enough', endStream));
    await heard.over();

    expect(heard.body.toString()).toBe('enough');
    expect(await peer.resetCode(1)).toBe(ErrorCode.cancel);
  });

  test('resets a stream is quoted; what it refuses unseen may be repeated', async () => {
    const { connection, peer, heard } = await talk();
    const second = new RecordedStream();
    const third = new RecordedStream();
    connection.request(post('/'), second);
    connection.request(post('/'), third);
    await peer.frame(({ streamId }) => streamId === 5);
    peer.send(
      frameBytes(FrameType.rstStream, 0, 1, uint32(2)),
      frameBytes(FrameType.rstStream, 0, 3, uint32(ErrorCode.refusedStream)),
      frameBytes(FrameType.goaway, 0, 0, Buffer.concat([uint32(3, 0), Buffer.from('bye')])),
    );
    for (const each of [heard, second, third]) await each.over();

    expect([heard.error?.message, heard.isUnprocessed]).toEqual([
      'stream closed with error code NGHTTP2_INTERNAL_ERROR',
      false,
    ]);
    expect([second.isUnprocessed, third.isUnprocessed]).toEqual([true, true]);
    expect(third.error?.message).toContain('GOAWAY NGHTTP2_NO_ERROR: "bye"');
    expect(connection.isOpen).toBe(false);
  });

  test('sends to a reader who gave up gets its window back', async () => {
    const { peer, stream } = await talk();
    stream.pause();
    peer.send(
      head(1),
      data(1, Buffer.alloc(16_000)),
      data(1, Buffer.alloc(16_000)),
      data(1, Buffer.alloc(8000)),
    );
    await peer.sync();
    expect(
      peer.frames.some(
        ({ type, streamId, payload }) =>
          type === FrameType.windowUpdate && streamId === 0 && payload.readUInt32BE(0) > 1,
      ),
    ).toBe(false);
    stream.reset();
    const isForAll = ({ type, streamId }: { type: number; streamId: number }): boolean =>
      type === FrameType.windowUpdate && streamId === 0;

    expect((await peer.frame(isForAll)).payload.readUInt32BE(0)).toBe(40_000);
  });

  test('ends its answer and the connection while nobody reads is heard to the end', async () => {
    const { peer, stream, heard, closed } = await talk();
    stream.pause();
    stream.end();
    peer.send(head(1), data(1, 'all', endStream));
    await peer.sync();
    peer.end();
    await closed;
    expect(heard.isEnded).toBe(false);
    stream.resume();
    await heard.over();

    expect([heard.body.toString(), heard.error]).toEqual(['all', undefined]);
  });

  test('asks for a sign of life gets it; acknowledges what we ask for', async () => {
    const { connection, peer } = await talk();
    const acknowledged = new Promise<void>((resolve) => connection.ping(resolve));
    const ping = await peer.frame(({ type }) => type === FrameType.ping);
    peer.send(frameBytes(FrameType.ping, ack, 0, ping.payload));
    await acknowledged;
    await peer.sync();
  });

  test('hangs up, or says something else, before HTTP/2 is agreed on is described', async () => {
    const silent = await listen(
      net.createServer((socket) => socket.end()),
      cleanups,
    );
    const foreign = await listen(
      net.createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      cleanups,
    );

    expect((await (await connectTo(silent, cleanups)).closed)?.message).toBe(
      'the peer closed the connection before HTTP/2 was agreed on',
    );
    expect((await (await connectTo(foreign, cleanups)).closed)?.message).toContain('does not speak HTTP/2');
  });

  test('says anything at all ends its connection at worst', () => {
    const frame = fc.record({
      type: fc.nat(11),
      flags: fc.constantFrom(0, 1, 4, 5, 8, 12, 0x2d, 0xff),
      streamId: fc.constantFrom(0, 1, 1, 3, 2, 9),
      payload: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(status200), fc.constant(uint32(1))),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const socket = new net.Socket();
        const windows = { streamWindowBytes: 100, sessionWindowBytes: 65_535 };
        let closes = 0;
        const connection = new Http2Connection(socket, windows, {
          onSettings: () => undefined,
          onStreamClosed: () => undefined,
          onClosed: () => closes++,
        });
        const heard = [new RecordedStream(), new RecordedStream()];
        for (const each of heard) connection.request(post('/'), each).write(Buffer.alloc(10));
        socket.emit('data', frameBytes(FrameType.settings, 0, 0));
        for (const { type, flags, streamId, payload } of frames) {
          socket.emit('data', frameBytes(type, flags, streamId, payload));
        }
        socket.emit('close');

        expect(closes).toBe(1);
        // Each heard of its end once, one way or the other.
        for (const each of heard) expect(each.isEnded).toBe(each.error === undefined);
      }),
      { numRuns: 1000 },
    );
  });
});
