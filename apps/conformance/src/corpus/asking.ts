import { body, header, json, rows, section, sequence, step, variants } from './corpus.js';

const unknownId = 'inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy';

const malformedBodies = [
  '',
  '{',
  '{}',
  '[]',
  'nope',
  '{"target":"foo"}',
  '{"target":1}',
  '{"target":"workflow","workflowName":"W"}',
  '{"target":"workflow","workflowName":"W","workflowKey":1}',
  '{"target":"idempotentInvocation","service":"S","handler":"h"}',
  '{"target":"invocation"}',
  '{"target":"invocation","invocationId":"foo"}',
  '{"target":"workflow","workflowName":"W","workflowKey":"k","scope":""}',
  '{"target":"workflow","workflowName":"W","workflowKey":"k","scope":"a b"}',
];

const idempotent = (service: string, handler: string, idempotencyKey: string, more: object = {}) =>
  json({ target: 'idempotentInvocation', service, handler, idempotencyKey, ...more });
const workflow = (workflowName: string, workflowKey: string, more: object = {}) =>
  json({ target: 'workflow', workflowName, workflowKey, ...more });

/** Attach, output, lookup, and the ids they go by. */
export const asking = [
  section(
    'ingress-api 6.4: ids are the same everywhere',
    rows(
      ...[
        workflow('MyWorkflow', 'wf1'),
        workflow('MyWorkflow', 'wf1', { scope: 's1' }),
        workflow('MyWorkflow', 'wf1', { scope: null }),
        workflow('QuickWf', 'sw1', { scope: 'tenant-a' }),
        workflow('', ''),
        workflow('W', 'é/😀'),
        idempotent('MyService', 'noArg', 'k1'),
        idempotent('MyService', 'noArg', 'k1', { scope: 's' }),
        idempotent('MyService', 'noArg', 'k1', { unknown: 'field' }),
        idempotent('MyService', 'noArg', ''),
        idempotent('Nope', 'x', 'y'),
        idempotent('MyVirtualObject', 'key', 'y', { key: 'k' }),
        idempotent('MyVirtualObject', 'key', 'y', { key: '' }),
        idempotent('ConfObject', 'key', 'y', { key: 'k', scope: 's' }),
        json({ target: 'invocation', invocationId: unknownId }),
      ].map((target) => step('POST /restate/lookup', { ...target, areIdsFixed: true })),
      step('POST /restate/lookup', body('{"target":"workflow","workflowName":"W","workflowKey":"k"}')),
      step(
        'POST /restate/lookup',
        body('{"target":"workflow","workflowName":"W","workflowKey":"k"}', 'text/plain'),
      ),
    ),
  ),
  section(
    'ingress-api 6.3: bodies that name no target',
    rows(
      ...['lookup', 'output'].flatMap((verb) =>
        malformedBodies.map((text) => step(`POST /restate/${verb}`, body(text, 'application/json'))),
      ),
      step('POST /restate/attach', body('{}', 'application/json')),
      step('POST /restate/attach', body('{"target":"invocation","invocationId":"foo"}', 'application/json')),
    ),
  ),
  section(
    'ingress-api 6.4: ids that are none',
    ...['output', 'attach'].map((verb) =>
      variants(`GET /restate/${verb}/*`, [
        'foo',
        'inv-1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy',
        'inv_',
        'inv_1',
        'inv_1aaaa',
        'inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpG',
        'inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGyy',
        'inv_2aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy',
        'inv_bad',
        'dp_179qdgQhsdhVZDdBJTHFd6h',
        'prom_1dX',
        'INV_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy',
      ]),
    ),
    variants('GET /restate/invocation/*', ['foo/output', 'inv_bad/attach']),
  ),
  section(
    'ingress-api 6.2: what is unknown',
    rows(
      step(`GET /restate/output/${unknownId}`),
      step(`GET /restate/attach/${unknownId}`),
      step(`GET /restate/invocation/${unknownId}/output`),
      step(`GET /restate/invocation/${unknownId}/attach`),
      step('GET /restate/invocation/ConfService/noArg/nope-<run>/output'),
      step('GET /restate/invocation/ConfService/noArg/nope-<run>/attach'),
      step('GET /restate/invocation/ConfObject/k/key/nope-<run>/output'),
      step('GET /restate/invocation/ConfObject/k/key/nope-<run>/attach'),
      step('GET /restate/workflow/Nope/k/output'),
      step('GET /restate/workflow/Nope/k/attach'),
      step('POST /restate/output', idempotent('Nope', 'x', 'y')),
      step('POST /restate/attach', idempotent('Nope', 'x', 'y')),
      step('POST /restate/output', workflow('Nope', 'k')),
    ),
  ),
  section(
    'ingress-api 6.2: what completed',
    sequence(
      'by id, key and target',
      step('POST /restate/call/ConfService/echo', {
        headers: [
          ['content-type', 'application/json'],
          ['idempotency-key', 'asked-<run>'],
        ],
        body: '"asked"',
        remember: 'asked',
      }),
      ...['attach', 'output'].flatMap((verb) => [
        step(`GET /restate/${verb}/<id:asked>`),
        step(`GET /restate/${verb}/<id:asked>/`),
        step(`GET /restate/invocation/<id:asked>/${verb}`),
        step(`GET /restate/invocation/ConfService/echo/asked-<run>/${verb}`),
        step(`POST /restate/${verb}`, json({ target: 'invocation', invocationId: '<id:asked>' })),
        step(`POST /restate/${verb}`, idempotent('ConfService', 'echo', 'asked-<run>')),
        step(`POST /restate/${verb}`, idempotent('ConfService', 'noArg', 'asked-<run>')),
      ]),
      step('POST /restate/lookup', idempotent('ConfService', 'echo', 'asked-<run>')),
    ),
    sequence(
      'without a key',
      step('POST /restate/call/ConfObject/<run>-asked/add', { ...json(1), remember: 'added' }),
      step('GET /restate/output/<id:added>'),
      step('GET /restate/attach/<id:added>'),
    ),
    sequence(
      'nothing, and a failure',
      step('POST /restate/call/ConfService/nothing', { remember: 'nothing' }),
      step('GET /restate/output/<id:nothing>'),
      step('POST /restate/call/ConfService/fail', {
        ...json({ message: 'm', errorCode: 404 }),
        remember: 'failed',
      }),
      step('GET /restate/output/<id:failed>'),
      step('GET /restate/attach/<id:failed>'),
    ),
    sequence(
      'a key is not decoded in its path',
      step('POST /restate/call/ConfService/noArg', header(['idempotency-key', 'a b-<run>'])),
      step('POST /restate/call/ConfService/noArg', header(['idempotency-key', 'a%21b-<run>'])),
      step('GET /restate/invocation/ConfService/noArg/a%21b-<run>/output'),
      step('GET /restate/invocation/ConfService/noArg/a!b-<run>/output'),
    ),
  ),
];
