import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Http2Server, Http2ServerRequest, Http2ServerResponse } from 'node:http2';

import type { RequestHandler } from './one-port-server.js';

/**
 * What Node does with `Expect: 100-continue` by itself goes wrong where requests are pipelined or streams reset: the
 * interim answer gets into the middle of the answer before, or throws outside of any handler. So we send it: after the
 * handler had the chance to refuse the request, in its turn, and to those who are still there. Expectations of another
 * kind are ignored, as RFC 9110 10.1.1 permits, where Node refuses them with 417.
 */
export function meetHttp1Expectations(server: Server, handler: RequestHandler): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    handler(request, response);
    if (response.socket !== null) invite(response);
    // Its turn comes when the answers before it are out.
    else response.once('socket', () => invite(response));
  });
  server.on('checkExpectation', handler);
}

export function meetHttp2Expectations(
  server: Http2Server,
  handler: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): void {
  server.on('checkContinue', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    handler(request, response);
    const { stream } = request;
    if (!stream.closed && !stream.destroyed && !response.headersSent) response.writeContinue();
  });
  server.on('checkExpectation', handler);
}

function invite(response: ServerResponse): void {
  if (!response.headersSent) response.writeContinue();
}
