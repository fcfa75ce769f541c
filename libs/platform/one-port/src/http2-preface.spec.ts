import { sniffProtocol } from './http2-preface.js';

describe('the first bytes of a connection', () => {
  it.each([
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http2'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore', 'http2'],
    ['P', 'undecided'],
    ['PRI * HTTP/2.0\r\n\r\nSM', 'undecided'],
    ['POST / HTTP/1.1', 'http1'],
    ['PROPFIND', 'http1'],
    ['GET', 'http1'],
    ['PRI x', 'neither'],
  ])('%j: %s', (head, protocol) => expect(sniffProtocol(Buffer.from(head))).toBe(protocol));
});
