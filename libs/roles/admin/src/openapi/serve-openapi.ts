import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { json } from '../http/answer.js';
import { prepareAnswer } from '../http/send-answer.js';
import type { ApiDocs, ApiDocsOptions } from './api-docs.js';

/**
 * `GET /openapi`, and `/docs` for people, made when somebody asks for them.
 * To be called before the application is initialised.
 */
export function serveOpenApi(app: NestFastifyApplication, options: ApiDocsOptions): void {
  let opening: Promise<ApiDocs> | undefined;
  const docs = (): Promise<ApiDocs> => {
    opening ??= import('./api-docs.js').then(({ openApiDocs }) => openApiDocs(app, options));
    return opening;
  };
  const page = async ({ url }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { status, headers, body } = await (await docs()).page(url);
    return reply.status(status).headers(headers).send(body);
  };

  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/openapi', async (_request: FastifyRequest, reply: FastifyReply) =>
    reply.send(prepareAnswer(reply, json((await docs()).document))),
  );
  fastify.get('/docs', page);
  fastify.get('/docs/*', page);
}
