import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { securityRequirement, securitySchemes } from '@perdure/access';

import { shapeComponents, shapeRef } from './api-shapes.js';
import { describedOperations } from './described-operations.js';
import { tags, type Operation, type OperationAnswer } from './operation.js';
import { accessProblems } from './problems.js';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * The API's own document, OpenAPI 3.1. Paths and methods are those of the routes, found by Nest; what is said about them
 * stands in a table beside the controllers. A route without an entry there shows as Nest found it; a test forbids that.
 * @param isProtected operations need credentials
 */
export function adminOpenApi(app: INestApplication, version: string, isProtected: boolean): OpenAPIObject {
  const routes = SwaggerModule.createDocument(app, head(version));
  const paths = Object.entries(routes.paths).map(([path, item]) => {
    const operations = methods
      .filter((method) => item[method] !== undefined)
      .map((method) => {
        const described = describedOperations[`${method.toUpperCase()} ${path}`];
        return [method, described === undefined ? item[method] : operationJson(path, described, isProtected)];
      });
    return [path, Object.fromEntries(operations)] as const;
  });
  const components = { schemas: shapeComponents(), ...(isProtected && { securitySchemes }) };
  return { ...routes, paths: Object.fromEntries(paths), components };
}

function head(version: string): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Perdure admin API')
    .setVersion(version)
    .setDescription(
      'Registers deployments, shows and changes services, looks at invocations and operates on them. ' +
        'Every path also exists below `/v2`, `/v3` and `/v4`; without a prefix it is the newest.',
    )
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0');
  for (const [name, description] of Object.entries(tags)) builder.addTag(name, description);
  return builder.build();
}

function operationJson(path: string, operation: Operation, isProtected: boolean): object {
  const { body, query = [], grant } = operation;
  const isGuarded = isProtected && grant !== 'none';
  const answers = { ...operation.answers, ...(isGuarded && accessProblems) };
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
      return { name, in: 'path', required: true, schema: { type: 'string' } };
    }),
    ...query.map((parameter) => ({ ...parameter, in: 'query', required: false })),
  ];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description !== undefined && { description: operation.description }),
    ...(operation.isDeprecated === true && { deprecated: true }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: shapeRef(body) } } },
    }),
    ...(isGuarded && { security: securityRequirement(grant) }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, answerJson(answer)]),
    ),
  };
}

function answerJson({ description, body, isText }: OperationAnswer): object {
  if (isText === true) return { description, content: { 'text/plain': { schema: { type: 'string' } } } };
  if (body === undefined) return { description };
  return { description, content: { 'application/json': { schema: shapeRef(body) } } };
}
