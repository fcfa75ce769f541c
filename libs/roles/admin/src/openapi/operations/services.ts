import { settingsBody } from '../../services/settings-body.js';
import { stateBody } from '../../services/state-body.js';
import { named } from '../api-shapes.js';
import type { Operations } from '../operation.js';
import { bodyProblems, problem, unavailable } from '../problems.js';
import {
  handlerListShape,
  handlerShape,
  openApiShape,
  serviceListShape,
  serviceShape,
} from '../service-shapes.js';

const settingsShape = named('ModifyServiceRequest', settingsBody);
const stateShape = named('ModifyServiceStateRequest', stateBody);

const unknown = problem('There is no such service.');

export const serviceOperations: Operations = {
  'GET /services': {
    id: 'list_services',
    tag: 'service',
    grant: 'read',
    summary: 'List services',
    answers: { 200: { description: 'The latest revision of each.', body: serviceListShape } },
  },
  'GET /services/{service}': {
    id: 'get_service',
    tag: 'service',
    grant: 'read',
    summary: 'Get a service',
    answers: { 200: { description: 'Its latest revision.', body: serviceShape }, 404: unknown },
  },
  'PATCH /services/{service}': {
    id: 'modify_service',
    tag: 'service',
    grant: 'admin',
    summary: 'Change settings of a service',
    description:
      'For new invocations, at once. What is not given, or null, stays. Handlers have the last word.',
    body: settingsShape,
    answers: {
      200: { description: 'The service as it is now.', body: serviceShape },
      400: problem('The setting makes no sense for this type of service.'),
      404: unknown,
      ...bodyProblems,
    },
  },
  'GET /services/{service}/openapi': {
    id: 'get_service_openapi',
    tag: 'service',
    grant: 'read',
    summary: 'Get the OpenAPI document of a service',
    description:
      'What its callers can do over the ingress: OpenAPI 3.1, with the JSON schemas its SDK delivered.',
    answers: { 200: { description: 'The document.', body: openApiShape }, 404: unknown },
  },
  'POST /services/{service}/state': {
    id: 'modify_service_state',
    tag: 'service',
    grant: 'operate',
    summary: 'Replace the state of an object or workflow',
    description:
      'Applied when no exclusive handler runs on the object. If `version` is given and is not that of the state as it ' +
      'is then, nothing happens.',
    body: stateShape,
    answers: {
      202: { description: 'It will be applied in its turn.' },
      400: problem('Services without keys have no state.'),
      404: unknown,
      500: problem('The scope is malformed.'),
      ...bodyProblems,
      ...unavailable,
    },
  },
  'GET /services/{service}/handlers': {
    id: 'list_service_handlers',
    tag: 'service_handler',
    grant: 'read',
    summary: 'List handlers of a service',
    answers: { 200: { description: 'All of them.', body: handlerListShape }, 404: unknown },
  },
  'GET /services/{service}/handlers/{handler}': {
    id: 'get_service_handler',
    tag: 'service_handler',
    grant: 'read',
    summary: 'Get a handler',
    answers: {
      200: { description: 'The handler.', body: handlerShape },
      404: problem('There is no such handler.'),
    },
  },
};
