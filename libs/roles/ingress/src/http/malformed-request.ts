import type { Socket } from 'node:net';

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what is no HTTP/1 request: a bare status, then the connection is closed (ingress-api 1). */
export function answerMalformedRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  const isPeerGone = error.code === 'ECONNRESET' || !socket.writable;
  if (isPeerGone) {
    socket.destroy();
    return;
  }
  const statusLine = statusLines[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${statusLine}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () =>
    socket.destroy(),
  );
}
