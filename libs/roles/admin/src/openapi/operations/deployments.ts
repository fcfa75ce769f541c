import { registerBody } from '../../deployments/register-body.js';
import { updateBody } from '../../deployments/update-body.js';
import { named } from '../api-shapes.js';
import { deploymentListShape, detailedDeploymentShape, registeredShape } from '../deployment-shapes.js';
import type { Operation, Operations } from '../operation.js';
import { bodyProblems, problem, undecodable } from '../problems.js';

const registerShape = named('RegisterDeploymentRequest', registerBody);
const updateShape = named('UpdateDeploymentRequest', updateBody);

const unknown = problem('There is no such deployment.');
const malformedId = undecodable('The id is malformed.');
const undiscoverable = problem('The endpoint cannot be reached, or what it says cannot be used.');

const update: Omit<Operation, 'id'> = {
  tag: 'deployment',
  grant: 'admin',
  summary: 'Move a deployment, or change the headers it is sent',
  body: updateShape,
  answers: {
    200: { description: 'The deployment as it is now.', body: detailedDeploymentShape },
    400: malformedId,
    404: unknown,
    409: problem('What the endpoint serves now does not go together with what is registered.'),
    500: undiscoverable,
    ...bodyProblems,
  },
};

export const deploymentOperations: Operations = {
  'GET /deployments': {
    id: 'list_deployments',
    tag: 'deployment',
    grant: 'read',
    summary: 'List deployments',
    answers: { 200: { description: 'All of them.', body: deploymentListShape } },
  },
  'POST /deployments': {
    id: 'create_deployment',
    tag: 'deployment',
    grant: 'admin',
    summary: 'Register a deployment',
    description:
      'Asks the endpoint what it serves. New services become callable, known ones get a new revision, which new ' +
      'invocations go to.',
    body: registerShape,
    answers: {
      200: { description: 'It was registered before.', body: registeredShape },
      201: { description: 'It is registered.', body: registeredShape },
      400: problem('The address or the name of a service cannot be used.'),
      409: problem(
        'It changes a service in a way that callers would feel; say `breaking` to do it all the same.',
      ),
      500: undiscoverable,
      ...bodyProblems,
    },
  },
  'GET /deployments/{deployment}': {
    id: 'get_deployment',
    tag: 'deployment',
    grant: 'read',
    summary: 'Get a deployment, with its services as of then',
    answers: {
      200: { description: 'The deployment.', body: detailedDeploymentShape },
      400: malformedId,
      404: unknown,
    },
  },
  'PATCH /deployments/{deployment}': { id: 'update_deployment', ...update },
  'PUT /deployments/{deployment}': {
    ...update,
    id: 'replace_deployment',

    grant: 'admin',
    isDeprecated: true,
    answers: { ...update.answers, 405: problem('Only version 2 of the API has this; use PATCH.') },
  },
  'DELETE /deployments/{deployment}': {
    id: 'delete_deployment',
    tag: 'deployment',
    grant: 'admin',
    summary: 'Remove a deployment',
    description: 'Invocations that depend on it cannot go on until they are resumed on another one.',
    query: [
      {
        name: 'force',
        description: 'Must be true: whether anything still depends on it is not looked at.',
        schema: { type: 'boolean' },
      },
    ],
    answers: {
      202: { description: 'It is removed.' },
      400: malformedId,
      404: unknown,
      501: { description: 'Without `force` nothing is removed.' },
    },
  },
};
