import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { json } from '../http/answer.js';
import { prepareAnswer } from '../http/send-answer.js';
import { adminOpenApi } from './admin-openapi.js';

/**
 * `GET /openapi`, and `/docs` for people: a page that works without a network, for all of it comes from here.
 * To be called before the application is initialised.
 */
export function serveOpenApi(app: NestFastifyApplication, version: string): void {
  const document = adminOpenApi(app, version);
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi', (_request: FastifyRequest, reply: FastifyReply) =>
      reply.send(prepareAnswer(reply, json(document))),
    );
  SwaggerModule.setup('docs', app, document, {
    raw: false,
    customSiteTitle: 'Perdure admin API',
    // No badge: it would send the document to somebody else's server.
    swaggerOptions: { validatorUrl: null },
  });
}
