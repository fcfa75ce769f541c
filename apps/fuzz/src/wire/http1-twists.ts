import type { Random } from '../chance/random.js';
import { mutated, strangeText } from '../chance/texts.js';
import { asMessage, bytesOf, type Http1Message } from './http1-bytes.js';
import type { FuzzRequest } from '../requests/request.js';

const lengths = [
  '-1',
  '+1',
  '0x5',
  '5, 5',
  '1e3',
  '99999999999999999999',
  '999999999999',
  '',
  '5 5',
  '00000000000000000001',
] as const;
const codings = [
  'gzip',
  'chunked, gzip',
  'xchunked',
  'Chunked',
  'identity',
  ',chunked',
  'chunked\r\ntransfer-encoding: chunked',
] as const;
const chunks = [
  'zz\r\n',
  '-1\r\n',
  'FFFFFFFFFFFFFFFFF\r\nx',
  '7fffffffffffffff\r\nx',
  '5;ext="\r\nhello\r\n0\r\n\r\n',
  `5;${'e'.repeat(20_000)}\r\nhello\r\n0\r\n\r\n`,
  '5\r\nhello0\r\n\r\n',
  '5\nhello\n0\n\n',
  '0\r\ntrailer: 1\r\ncontent-length: 5\r\n\r\n',
  `0\r\n${'t: 1\r\n'.repeat(3000)}\r\n`,
] as const;
const versions = [
  'HTTP/0.9',
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/9.9',
  'HTTP/1.1 ',
  'http/1.1',
  'HTTP/1',
  '',
] as const;
const methods = [
  'get',
  'CONNECT',
  'PRI',
  '',
  'G ET',
  'GETGETGET',
  '\0',
  'X'.repeat(100_000),
  'QUERY',
] as const;
const badFields = [
  'x-space : 1',
  ' folded: 1',
  'x-folded: a\r\n b\r\n\tc',
  'no colon',
  ': no name',
  'x\0y: 1',
  'x-nul: a\0b',
  'x\xe9: 1',
  'content-length: 5\r\ncontent-length: 6',
  'transfer-encoding: chunked\r\ncontent-length: 5',
  'host: a\r\nhost: b',
  'expect: 100-continue',
  'connection: upgrade\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__',
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13',
] as const;
const openings = [
  '\r\n\r\n\r\n',
  '\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n',
  'PRI * HTTP/2.0\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n',
  '\0\0\0',
] as const;

/** A message to which something was done that HTTP/1.1 does not allow, or hardly. */
export function twistedBytes(request: FuzzRequest, random: Random): Buffer {
  const message = asMessage(request, random);
  const plain = bytesOf(message);
  return random.weighted<() => Buffer>([
    [4, () => plain.subarray(0, random.below(plain.length))],
    [3, () => withField(message, `content-length: ${message.body.length + random.between(1, 100)}`)],
    [
      3,
      () =>
        withField(message, `content-length: ${Math.max(0, message.body.length - random.between(1, 100))}`),
    ],
    [3, () => withField(message, `content-length: ${random.pick(lengths)}`)],
    [3, () => withField(message, `transfer-encoding: ${random.pick(codings)}`)],
    [
      3,
      () => withField({ ...message, body: Buffer.from(random.pick(chunks)) }, 'transfer-encoding: chunked'),
    ],
    [3, () => withLine(message, random.pick(versions), random)],
    [3, () => bytesOf({ ...message, requestLine: `${random.pick(methods)} ${request.target} HTTP/1.1` })],
    [4, () => bytesOf({ ...message, fields: [...message.fields, random.pick(badFields)] })],
    [
      1,
      () => bytesOf({ ...message, fields: Array.from({ length: 5000 }, (_none, index) => `x-${index}: 1`) }),
    ],
    [1, () => bytesOf(message, random.pick(['\n', '\r', '\r\r\n', '\n\r']))],
    [2, () => Buffer.concat([Buffer.from(random.pick(openings), 'latin1'), plain])],
    [
      4,
      () =>
        Buffer.from(mutated(mutated(plain.subarray(0, 4096).toString('latin1'), random), random), 'latin1'),
    ],
    [1, () => Buffer.from(strangeText(random), 'latin1')],
    [1, () => random.bytes(random.between(1, 500))],
  ])();
}

function withField(message: Http1Message, field: string): Buffer {
  const kept = message.fields.filter((each) => !/^(content-length|transfer-encoding):/.test(each));
  return bytesOf({ ...message, fields: [...kept, field] });
}

function withLine(message: Http1Message, version: string, random: Random): Buffer {
  const requestLine = message.requestLine.replace('HTTP/1.1', version);
  return bytesOf({
    ...message,
    requestLine: random.chance(0.2) ? requestLine.replaceAll(' ', '  ') : requestLine,
  });
}
