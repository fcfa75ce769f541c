import type { IncomingMessage } from 'node:http';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { OnePortServer, type RequestHandler } from '@perdure/one-port';

import { checkAccess } from './access/check-access.js';
import { tellChange } from './access/tell-change.js';
import type { AdminDeps } from './admin-deps.js';
import { AdminModule } from './admin.module.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { AnswerInterceptor } from './http/answer.interceptor.js';
import { refuseOldVersions, withoutVersion } from './http/api-version.js';
import { compressAnswer } from './http/compress-answer.js';
import { ErrorFilter } from './http/error.filter.js';
import { refuseUnrouted } from './http/refuse-unrouted.js';
import { addSecurityHeaders } from './http/security-headers.js';
import { serveOpenApi } from './openapi/serve-openapi.js';

/** Longest request body that is read. */
const bodyBytesMax = 32 * 1024 * 1024;

/** How long requests in progress may take to finish when the server stops. */
const shutdownGraceMs = 5_000;

/** The admin API as an application that is initialised, and waits for `listen` or `inject`. */
export async function createAdminApp(deps: AdminDeps): Promise<NestFastifyApplication> {
  let server: OnePortServer | undefined;
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    serverFactory: (handler: RequestHandler) => {
      server = new OnePortServer(handler, { tls: deps.tls });
      return server.http;
    },
    rewriteUrl: (request: IncomingMessage) => withoutVersion(request.url),
  });
  const fastify = adapter.getInstance();
  const allowedMethods = new AllowedMethods();
  fastify.addHook('onRoute', ({ url, method }) => allowedMethods.add(url, method));
  fastify.addHook('onRequest', await checkAccess(deps.authenticator));
  if (deps.onChangeRequest !== undefined) fastify.addHook('onResponse', tellChange(deps.onChangeRequest));
  fastify.addHook('onRequest', refuseOldVersions);
  fastify.addHook('onRequest', refuseUnrouted(allowedMethods));
  fastify.addHook('onSend', addSecurityHeaders);
  fastify.addHook('onSend', compressAnswer);
  // Bodies stay bytes until a controller decodes them: it knows what is wrong with them in the API's words.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  // Fastify closes its HTTP/1 connections by itself; those of HTTP/2 it does not know.
  fastify.addHook('preClose', async () => server?.close(shutdownGraceMs));

  const app = await NestFactory.create<NestFastifyApplication>(
    AdminModule.register(deps),
    adapter,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class, and means a plain object.
    { bodyParser: false, logger: deps.logger, abortOnError: false },
  );
  app.useGlobalInterceptors(new AnswerInterceptor());
  app.useGlobalFilters(new ErrorFilter(deps.logger));
  serveOpenApi(app, {
    version: deps.serverInfo.version,
    isProtected: deps.authenticator !== undefined,
    logger: deps.logger,
  });
  await app.init();
  await fastify.ready();
  return app;
}
