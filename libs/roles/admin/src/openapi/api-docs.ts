import { Module, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

import { adminOpenApi } from './admin-openapi.js';

@Module({})
class NoControllers {}

export interface ApiDocsOptions {
  /** Of the server. */
  readonly version: string;
  /** Operations need credentials. */
  readonly isProtected: boolean;
  readonly logger: LoggerService;
}

/** What the API says of itself: its document, and a page that works without a network, for all of it comes from here. */
export interface ApiDocs {
  readonly document: OpenAPIObject;
  /** @param path `/docs`, or what the page loads from below it */
  page(path: string): Promise<ApiDocsPage>;
}

export interface ApiDocsPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Costs about 10 MB that a server which nobody asks for its documentation does without: import it when it is needed.
 * The page is an application of its own that listens nowhere, for a running one takes no more routes.
 */
export async function openApiDocs(
  admin: NestFastifyApplication,
  { version, isProtected, logger }: ApiDocsOptions,
): Promise<ApiDocs> {
  const document = adminOpenApi(admin, version, isProtected);
  const site = await NestFactory.create<NestFastifyApplication>(
    NoControllers,
    new FastifyAdapter(),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class, and means a plain object.
    { logger, abortOnError: false },
  );
  SwaggerModule.setup('docs', site, document, {
    raw: false,
    customSiteTitle: 'Perdure admin API',
    // No badge: it would send the document to somebody else's server.
    swaggerOptions: { validatorUrl: null },
  });
  await site.init();
  return {
    document,
    page: async (path) => {
      const { statusCode, headers, rawPayload } = await site.inject({ method: 'GET', url: path });
      return {
        status: statusCode,
        headers: { 'content-type': String(headers['content-type']) },
        body: rawPayload,
      };
    },
  };
}
