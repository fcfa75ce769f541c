/** The 24 bytes that open every HTTP/2 connection (RFC 9113 3.4). */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
/** No HTTP/1 method starts so, hence whoever sends this and goes on otherwise speaks neither version. */
const telling = 'PRI'.length;

export type SniffedProtocol = 'http1' | 'http2' | 'neither' | 'undecided';

/** Which protocol a connection speaks, by its first bytes. */
export function sniffProtocol(head: Uint8Array): SniffedProtocol {
  const length = Math.min(head.byteLength, preface.length);
  let matching = 0;
  while (matching < length && head[matching] === preface[matching]) matching++;
  if (matching === preface.length) return 'http2';
  if (matching === length) return 'undecided';
  return matching >= telling ? 'neither' : 'http1';
}
