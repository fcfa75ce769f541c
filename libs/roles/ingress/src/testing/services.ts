import type { HandlerKind, HandlerSchema, InputSchema, OutputSchema, ServiceRevision } from '@perdure/model';
import type { RegistryReader } from '@perdure/ports';

const json: InputSchema = { isRequired: false, contentType: 'application/json' };
const jsonOutput: OutputSchema = { contentType: 'application/json', setContentTypeIfEmpty: false };

function handler(name: string, kind: HandlerKind, overrides: Partial<HandlerSchema> = {}): HandlerSchema {
  const rest = { isPublic: true, metadata: {}, options: { retryPolicy: {} } };
  return { name, kind, ...rest, input: json, output: jsonOutput, ...overrides };
}

function service(
  name: string,
  type: ServiceRevision['type'],
  handlers: readonly HandlerSchema[],
  isPublic = true,
): ServiceRevision {
  const deploymentId = 'dp_10000000000000000000001' as ServiceRevision['deploymentId'];
  const options = { retryPolicy: {} };
  return { name, type, revision: 1, deploymentId, isPublic, metadata: {}, options, handlers };
}

/** The services that tests call: a basic one, a virtual object, a workflow, and one that is not public. */
export const services: readonly ServiceRevision[] = [
  service('Greeter', 'service', [
    handler('greet', 'plain'),
    handler('send', 'plain'),
    handler('secret', 'plain', { isPublic: false }),
    handler('bytes', 'plain', {
      input: { isRequired: false, contentType: '*/*' },
      output: { contentType: 'application/octet-stream', setContentTypeIfEmpty: true },
    }),
  ]),
  service('Counter', 'virtual-object', [handler('add', 'exclusive'), handler('get', 'shared')]),
  service('Signup', 'workflow', [handler('run', 'workflow'), handler('status', 'shared')]),
  service('Internal', 'service', [handler('work', 'plain')], false),
];

export const registry: RegistryReader = {
  service: (name) => services.find((candidate) => candidate.name === name),
  services: () => services,
  deployment: () => undefined,
  deployments: () => [],
};
