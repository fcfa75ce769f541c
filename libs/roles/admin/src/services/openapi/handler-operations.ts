import type { HandlerSchema, ServiceRevision } from '@perdure/model';

import { pointerTo } from './schema-components.js';
import { parameterRef, responseRef, type TagName } from './shared-components.js';

/** One path with its one operation. */
export interface Operation {
  readonly path: string;
  readonly method: 'get' | 'post';
  /** The name generators give the function; unique only within its handler. */
  readonly operationId: string;
  readonly operation: Readonly<Record<string, unknown>>;
}

/** What can be done with a handler over the ingress (admin-api 4.5). */
export function handlerOperations(service: ServiceRevision, handler: HandlerSchema): Operation[] {
  const operations = [callOperation(service, handler), sendOperation(service, handler)];
  if (service.type !== 'workflow') {
    const path = `/restate/invocation/${targetPath(service, handler)}/{idempotencyKey}`;
    operations.push(...lookOperations(service, handler, path, idempotencyTexts(service, handler)));
  } else if (handler.kind === 'workflow') {
    const path = `/restate/workflow/${service.name}/{key}`;
    operations.push(...lookOperations(service, handler, path, workflowTexts(service, handler)));
  }
  return operations;
}

function callOperation(service: ServiceRevision, handler: HandlerSchema): Operation {
  return {
    path: `/restate/call/${targetPath(service, handler)}`,
    method: 'post',
    operationId: handler.name,
    operation: {
      ...described(handler, `Call ${service.name} handler ${handler.name} and wait for response`),
      parameters: requestParameters(service),
      requestBody: requestBody(handler),
      responses: { 200: outputResponse(handler), default: responseRef('GenericError') },
    },
  };
}

function sendOperation(service: ServiceRevision, handler: HandlerSchema): Operation {
  return {
    path: `/restate/send/${targetPath(service, handler)}`,
    method: 'post',
    operationId: `${handler.name}Send`,
    operation: {
      ...described(handler, `Send request to ${service.name} handler ${handler.name}`, 'Send'),
      parameters: [...requestParameters(service), parameterRef('delay')],
      requestBody: requestBody(handler),
      responses: {
        200: responseRef('Send'),
        202: responseRef('Send'),
        default: responseRef('GenericError'),
      },
    },
  };
}

interface LookTexts {
  readonly insteadOf: string;
  readonly attach: string;
  readonly output: string;
}

/** The deprecated ways to a result: waiting for it, and looking whether it is there. */
function lookOperations(
  service: ServiceRevision,
  handler: HandlerSchema,
  path: string,
  texts: LookTexts,
): Operation[] {
  const parameters = [
    ...keyParameter(service),
    ...(service.type === 'workflow' ? [] : [parameterRef('idempotencyKeyPath')]),
  ];
  const look = (verb: 'attach' | 'output', tag: TagName): Record<string, unknown> => {
    const instead =
      `Deprecated: use POST /restate/lookup with ${texts.insteadOf} to obtain an invocation id, ` +
      `then GET /restate/${verb}/{invocationId}. `;
    const { description, ...rest } = described(handler, texts[verb], tag);
    return { deprecated: true, ...rest, description: instead + description, parameters };
  };
  const found = { 200: outputResponse(handler), 404: responseRef('InvocationNotFoundError') };
  const failed = { default: responseRef('GenericError') };
  return [
    {
      path: `${path}/attach`,
      method: 'get',
      operationId: `${handler.name}Attach`,
      operation: { ...look('attach', 'Attach'), responses: { ...found, ...failed } },
    },
    {
      path: `${path}/output`,
      method: 'get',
      operationId: `${handler.name}Output`,
      operation: {
        ...look('output', 'Get Output'),
        responses: { ...found, 470: responseRef('InvocationNotReadyError'), ...failed },
      },
    },
  ];
}

function idempotencyTexts({ name }: ServiceRevision, handler: HandlerSchema): LookTexts {
  const target = `${name}/${handler.name}`;
  return {
    insteadOf: 'idempotency information',
    attach: `Attach to a running instance of ${target} using the idempotency key and wait to finish`,
    output: `Get output of a running instance of ${target} using idempotency key`,
  };
}

function workflowTexts({ name }: ServiceRevision, handler: HandlerSchema): LookTexts {
  const target = `${name}/${handler.name}`;
  return {
    insteadOf: 'a workflow target',
    attach: `Attach to the running instance of ${target} workflow and wait to finish`,
    output: `Get output of the ${target} workflow`,
  };
}

function described(
  { name, documentation, metadata }: HandlerSchema,
  standard: string,
  tag?: TagName,
): { summary: string; description: string } & Record<string, unknown> {
  return {
    summary: name,
    description: documentation ?? standard,
    ...(tag !== undefined && { tags: [tag] }),
    ...(Object.keys(metadata).length > 0 && { 'x-restate-extensions': metadata }),
  };
}

function targetPath(service: ServiceRevision, handler: HandlerSchema): string {
  return `${service.name}${service.type === 'service' ? '' : '/{key}'}/${handler.name}`;
}

function keyParameter({ type }: ServiceRevision): object[] {
  return type === 'service' ? [] : [parameterRef('key')];
}

function requestParameters(service: ServiceRevision): object[] {
  return [
    ...keyParameter(service),
    ...(service.type === 'workflow' ? [] : [parameterRef('idempotencyKeyHeader')]),
  ];
}

function requestBody({ name, input }: HandlerSchema): object | undefined {
  if (input.contentType === undefined) return undefined;
  const content = { [input.contentType]: mediaType(input.jsonSchema, requestSchemaName(name)) };
  return { required: input.isRequired, content };
}

function outputResponse({ name, output }: HandlerSchema): object {
  if (output.contentType === undefined) return { description: 'Empty' };
  const content = { [output.contentType]: mediaType(output.jsonSchema, responseSchemaName(name)) };
  return { description: '', content };
}

function mediaType(jsonSchema: unknown, name: string): object {
  return jsonSchema === undefined ? {} : { schema: { $ref: pointerTo(name) } };
}

export function requestSchemaName(handler: string): string {
  return `${handler}Request`;
}

export function responseSchemaName(handler: string): string {
  return `${handler}Response`;
}
