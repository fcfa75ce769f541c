import type { HandlerSchema, InputSchema, OutputSchema, ServiceRevision, ServiceType } from '@perdure/model';
import { handlerKindOf } from './handler-kind.js';
import { toHandlingOptions } from './handling-options.js';
import { requireSelfContained } from './json-schema.js';
import { lastOfEachName } from './last-of-each-name.js';
import { manifestError, ruleBroken } from './manifest-error.js';
import type { HandlerJson, InputJson, OutputJson, ServiceJson } from './manifest-schema.js';
import { isHeaderValue, isMediaRange } from './media-type.js';
import { withoutAbsent } from './without-absent.js';

/** A service as a manifest declares it; registration adds revision and deployment. */
export type ManifestService = Omit<ServiceRevision, 'revision' | 'deploymentId'>;

const serviceTypes = {
  SERVICE: 'service',
  VIRTUAL_OBJECT: 'virtual-object',
  WORKFLOW: 'workflow',
} as const satisfies Record<ServiceJson['ty'], ServiceType>;

/** Defaults of service-protocol 2.2: any body or none in, JSON out. */
const defaultInput: InputSchema = { isRequired: false, contentType: '*/*' };
const defaultOutput: OutputSchema = { contentType: 'application/json', setContentTypeIfEmpty: false };

/** @param path of the service in the manifest, for messages */
export function toService(json: ServiceJson, path: string): ManifestService {
  requireFreeName(json.name, path);
  const type = serviceTypes[json.ty];
  const isPrivate = json.ingressPrivate ?? false;
  const handlers = json.handlers.map((handler, index) =>
    toHandler(handler, type, isPrivate, `${path}.handlers[${index}]`),
  );
  return {
    name: json.name,
    type,
    isPublic: !isPrivate,
    ...withoutAbsent({ documentation: json.documentation }),
    metadata: json.metadata ?? {},
    options: toHandlingOptions(json),
    handlers: lastOfEachName(handlers),
  };
}

/** `restate…` (in any case) and `openapi` are paths of the server's own on the ingress. */
function requireFreeName(name: string, path: string): void {
  if (!name.toLowerCase().startsWith('restate') && name !== 'openapi') return;
  throw manifestError(
    400,
    'META0005',
    `cannot insert/modify service '${name}' as it contains a reserved name (${path}.name): names that start with ` +
      "'restate', and the name 'openapi', belong to the server. Rename the service",
  );
}

function toHandler(
  json: HandlerJson,
  type: ServiceType,
  isServicePrivate: boolean,
  path: string,
): HandlerSchema {
  const kind = handlerKindOf(type, json.ty ?? undefined, path);
  if (kind !== 'workflow' && isPresent(json.workflowCompletionRetention))
    throw ruleBroken(
      `${path}.workflowCompletionRetention`,
      'only the main handler of a workflow can have it; remove it, or use idempotencyRetention or journalRetention',
    );
  if (kind === 'workflow' && isPresent(json.idempotencyRetention))
    throw ruleBroken(
      `${path}.idempotencyRetention`,
      'the main handler of a workflow runs once per key and takes no idempotency key; use workflowCompletionRetention',
    );
  if (isServicePrivate && json.ingressPrivate === false)
    throw ruleBroken(
      `${path}.ingressPrivate`,
      'the service is private to the ingress, so its handler cannot be public; make the service public and its other ' +
        'handlers private instead',
    );
  return {
    name: json.name,
    kind,
    // What the handler itself says; a private service hides all of its handlers, and may be made public later.
    isPublic: !(json.ingressPrivate ?? false),
    ...withoutAbsent({ documentation: json.documentation }),
    metadata: json.metadata ?? {},
    options: {
      ...toHandlingOptions(json),
      ...withoutAbsent({ workflowCompletionRetentionMs: json.workflowCompletionRetention }),
    },
    input: toInput(json.input, `${path}.input`),
    output: toOutput(json.output, `${path}.output`),
  };
}

function toInput(json: InputJson | null | undefined, path: string): InputSchema {
  if (!isPresent(json)) return defaultInput;
  const { contentType, jsonSchema } = json;
  if (isPresent(contentType) && !isMediaRange(contentType))
    throw ruleBroken(
      `${path}.contentType`,
      `'${contentType}' is no media type; write one such as application/json, text/* or */*`,
    );
  requireSelfContained(jsonSchema, `${path}.jsonSchema`);
  return { isRequired: json.required ?? false, ...withoutAbsent({ contentType, jsonSchema }) };
}

function toOutput(json: OutputJson | null | undefined, path: string): OutputSchema {
  if (!isPresent(json)) return defaultOutput;
  const { contentType, jsonSchema } = json;
  if (isPresent(contentType) && !isHeaderValue(contentType))
    throw ruleBroken(
      `${path}.contentType`,
      `${JSON.stringify(contentType)} cannot be sent in a header; use visible ASCII characters`,
    );
  requireSelfContained(jsonSchema, `${path}.jsonSchema`);
  return {
    setContentTypeIfEmpty: json.setContentTypeIfEmpty ?? false,
    ...withoutAbsent({ contentType, jsonSchema }),
  };
}

function isPresent<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}
