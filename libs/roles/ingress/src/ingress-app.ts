import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { OnePortServer } from '@perdure/one-port';
import { fastify } from 'fastify';

import { DataPlane } from './data-plane.js';
import type { IngressDeps } from './dependencies.js';
import { answerMalformedRequest } from './http/malformed-request.js';
import { IngressModule } from './ingress-module.js';

/**
 * The ingress as a Nest application: `listen` starts it, `close` stops it, giving requests in progress 5 s.
 *
 * The data plane is no Nest controller but the first hook of the Fastify instance: it takes every request over before
 * routing by Fastify, body parsers and the middleware, guards and interceptors of Nest, each of which costs
 * microseconds per request that the ingress has no use for.
 */
export async function createIngressApp(deps: IngressDeps): Promise<NestFastifyApplication> {
  const dataPlane = new DataPlane(deps);
  let server: OnePortServer | undefined;
  const instance = fastify({
    logger: false,
    // Paths have rules of their own (ingress-api 2), so to Fastify all requests are for one path.
    rewriteUrl: () => '/',
    clientErrorHandler: answerMalformedRequest,
    serverFactory: (handler) => {
      server = new OnePortServer(handler, {
        schedule: (delayMs, callback) => deps.clock.schedule(delayMs, callback),
        tls: deps.tls,
      });
      return server.http;
    },
  });
  instance.addHook('onRequest', (request, reply) => {
    reply.hijack();
    dataPlane.serve(request.raw, reply.raw, request.originalUrl);
  });
  if (server === undefined) throw new Error('Fastify did not ask for a server');
  return NestFactory.create<NestFastifyApplication>(
    IngressModule.of(dataPlane, server),
    new FastifyAdapter(instance),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class, and means a plain object.
    { bodyParser: false, abortOnError: false, ...(deps.logger && { logger: deps.logger }) },
  );
}
