import { type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { OnePortServer, type RequestHandler } from '@perdure/one-port';

import { type NodePortOptions } from './node-port-options.js';
import { NodePortModule } from './node-port.module.js';

/** A node port that is listening. */
export interface NodePort {
  /** `http://127.0.0.1:5122`, with the port that the system chose when 0 was asked for. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on the node port. Start it first and close it last, so that a node which is starting or draining already,
 * or still, says so.
 * @throws the system's error, such as EADDRINUSE, when the address cannot be had
 */
export async function startNodePort(
  options: NodePortOptions & {
    readonly address: { readonly host: string; readonly port: number };
    readonly logger: LoggerService;
  },
): Promise<NodePort> {
  const { address, logger, ...node } = options;
  let server: OnePortServer | undefined;
  const adapter = new FastifyAdapter({
    serverFactory: (handler: RequestHandler) => {
      server = new OnePortServer(handler);
      return server.http;
    },
  });
  // Fastify knows HTTP/1 connections only. Nothing that is asked here is worth waiting for.
  adapter.getInstance().addHook('preClose', async () => server?.close(0));
  const application = await NestFactory.create<NestFastifyApplication>(
    NodePortModule.register(node),
    adapter,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class, and means a plain object.
    { logger, abortOnError: false },
  );
  await application.listen(address.port, address.host);
  return { url: await application.getUrl(), close: () => application.close() };
}
