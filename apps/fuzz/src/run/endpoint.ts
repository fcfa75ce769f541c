import { once } from 'node:events';
import { createServer, type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

import { createEndpointHandler, type EndpointOptions } from '@restatedev/restate-sdk';

/** SDK services served from this process. */
export interface Endpoint {
  readonly uri: string;
  stop(): Promise<void>;
}

export async function serve(services: EndpointOptions['services']): Promise<Endpoint> {
  // The SDK prints what the requests provoke on purpose.
  const server = createServer(createEndpointHandler({ services, logger: () => undefined }));
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const ended = once(server, 'close');
      server.close();
      for (const session of sessions) session.destroy();
      await ended;
    },
  };
}
