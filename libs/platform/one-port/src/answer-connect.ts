import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import type { RequestHandler } from './one-port-server.js';

/**
 * Node hands the socket of a CONNECT over, and by default closes it without a word. We are no proxy: the handler
 * answers this method as any other it does not know, and as no further request can follow, the connection ends.
 */
export function answerConnect(handler: RequestHandler, request: IncomingMessage, socket: Socket): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  try {
    response.assignSocket(socket);
  } catch {
    // Pipelined behind a request that is not answered yet, which no client does that wants both answers.
    socket.destroy();
    return;
  }
  response.once('finish', () => socket.destroySoon());
  socket.on('error', () => socket.destroy());
  handler(request, response);
}
