import { securityRequirement, securitySchemes } from '@perdure/access';
import type { HandlerSchema, ServiceRevision } from '@perdure/model';

import {
  handlerOperations,
  requestSchemaName,
  responseSchemaName,
  type Operation,
} from './handler-operations.js';
import { SchemaComponents } from './schema-components.js';
import { errorSchema, parameters, responses, tags } from './shared-components.js';

export interface IngressAccess {
  /** Where the ingress is reached. */
  readonly url: string;
  /** It asks its callers for credentials. */
  readonly isProtected: boolean;
}

/**
 * OpenAPI 3.1 of what callers of a service can do over the ingress, with the JSON schemas its SDK delivered
 * (admin-api 4.5). Private handlers are left out.
 */
export function serviceOpenApi(service: ServiceRevision, ingress: IngressAccess): object {
  const handlers = service.isPublic ? service.handlers.filter(({ isPublic }) => isPublic) : [];
  const operations = handlers.flatMap((handler) => handlerOperations(service, handler));
  return {
    openapi: '3.1.0',
    info: {
      title: service.name,
      version: String(service.revision),
      description: service.documentation,
      'x-restate-extensions': Object.keys(service.metadata).length > 0 ? service.metadata : undefined,
    },
    servers: [{ url: ingress.url, description: 'Restate Ingress URL' }],
    tags,
    paths: pathsOf(operations),
    ...(ingress.isProtected && { security: securityRequirement('invoke') }),
    components: {
      parameters,
      responses,
      schemas: schemasOf(handlers),
      ...(ingress.isProtected && { securitySchemes }),
    },
  };
}

/** Operation ids must differ: where a handler is called like another one's operation, the handler has the better right. */
function pathsOf(operations: readonly Operation[]): Record<string, object> {
  const taken = new Set(operations.filter(isCall).map(({ operationId }) => operationId));
  const paths: Record<string, object> = {};
  for (const each of operations) {
    let { operationId } = each;
    if (!isCall(each)) {
      while (taken.has(operationId)) operationId += '_';
      taken.add(operationId);
    }
    paths[each.path] = { [each.method]: { ...each.operation, operationId } };
  }
  return paths;
}

function isCall({ path }: Operation): boolean {
  return path.startsWith('/restate/call/');
}

function schemasOf(handlers: readonly HandlerSchema[]): object {
  const schemas: Record<string, unknown> = { RestateError: errorSchema };
  for (const { name, input, output } of handlers) {
    if (input.jsonSchema !== undefined) schemas[requestSchemaName(name)] = input.jsonSchema;
    if (output.jsonSchema !== undefined) schemas[responseSchemaName(name)] = output.jsonSchema;
  }
  return new SchemaComponents(schemas).toJson();
}
