import { admin, header, json, rows, section, sequence, step } from './corpus.js';

const key = (name: string) => header(['idempotency-key', name]);
const withKey = (name: string, value: unknown) => ({
  headers: [
    ['content-type', 'application/json'],
    ['idempotency-key', name],
  ] as const,
  body: JSON.stringify(value),
});

/** Requests for the same thing again: idempotency keys, workflows, and asking how something ended. */
export const repeating = [
  section(
    'ingress-api 3.4: idempotency',
    sequence(
      'a call again, with another body',
      step('POST /restate/call/ConfService/echo', withKey('again-<run>', 'first')),
      step('POST /restate/call/ConfService/echo', withKey('again-<run>', 'second')),
      step('POST /ConfService/echo', withKey('again-<run>', 'third')),
      step('POST /restate/send/ConfService/echo', withKey('again-<run>', 'fourth')),
      step('POST /restate/send/ConfService/echo?delay=1h', withKey('again-<run>', 'fifth')),
    ),
    sequence(
      'a failed call again',
      step(
        'POST /restate/call/ConfService/fail',
        withKey('failed-<run>', { message: 'no', errorCode: 418, metadata: { a: 'b' } }),
      ),
      step('POST /restate/call/ConfService/fail', withKey('failed-<run>', { message: 'other' })),
    ),
    sequence(
      'keys belong to handler and object',
      step('POST /restate/call/ConfObject/<run>-1/key', key('of-<run>')),
      step('POST /restate/call/ConfObject/<run>-2/key', key('of-<run>')),
      step('POST /restate/call/ConfObject/<run>-1/get', key('of-<run>')),
      step('POST /restate/call/ConfObject/<run>-1/key', key('of-<run>')),
    ),
    sequence(
      'joining one that runs',
      step('POST /restate/send/ConfService/wait', { ...key('join-<run>'), remember: 'waiting' }),
      step('POST /restate/send/ConfService/wait', key('join-<run>')),
      step('GET /restate/output/<id:waiting>', { until: 470 }),
      step('POST /restate/call/ConfService/wait', { ...key('join-<run>'), starts: 'call' }),
      step('GET /restate/attach/<id:waiting>', { starts: 'attach' }),
      step('POST /restate/awakeables/<sign:waiting>/resolve', json({ word: 'done' })),
      step('', { joins: 'call', mayBeStored: true }),
      step('', { joins: 'attach', mayBeStored: true }),
      step('GET /restate/output/<id:waiting>', { until: 200 }),
    ),
    sequence(
      'the empty key, and quotes',
      step('POST /restate/call/ConfObject/<run>-empty/key', key('')),
      step('POST /restate/call/ConfObject/<run>-empty/key', key('')),
      step('POST /restate/call/ConfService/noArg', key('"q-<run>"')),
      step('POST /restate/call/ConfService/noArg', key('q-<run>')),
    ),
    sequence(
      'the first of several keys',
      step(
        'POST /restate/call/ConfService/noArg',
        header(['idempotency-key', 'one-<run>'], ['idempotency-key', 'two-<run>']),
      ),
      step('POST /restate/call/ConfService/noArg', key('one-<run>')),
    ),
    rows(
      step('POST /restate/call/ConfWorkflow/k/run', { ...key('k') }),
      step('POST /restate/send/ConfWorkflow/k/run', key('k')),
    ),
    sequence(
      'shared handlers of workflows take keys',
      step('POST /restate/call/ConfWorkflow/<run>-keyed/isOpen', key('k-<run>')),
      step('POST /restate/call/ConfWorkflow/<run>-keyed/isOpen', key('k-<run>')),
    ),
  ),
  section(
    'ingress-api 3.5: workflows',
    sequence(
      'submitted, called again, opened, asked',
      step('GET /restate/workflow/ConfWorkflow/<run>-wf/output'),
      step('GET /restate/workflow/ConfWorkflow/<run>-wf/attach'),
      step('POST /restate/call/ConfWorkflow/<run>-wf/isOpen'),
      step('POST /restate/send/ConfWorkflow/<run>-wf/run', { ...json('input'), remember: 'wf' }),
      step('POST /restate/send/ConfWorkflow/<run>-wf/run', json('other')),
      step('POST /ConfWorkflow/<run>-wf/run/send', json('other')),
      step('POST /restate/call/ConfWorkflow/<run>-wf/run', { ...json('other'), isOwnWording: true }),
      step('POST /ConfWorkflow/<run>-wf/run', { ...json('other'), isOwnWording: true }),
      step('GET /restate/workflow/ConfWorkflow/<run>-wf/output', { until: 470 }),
      step(
        'POST /restate/lookup',
        json({ target: 'workflow', workflowName: 'ConfWorkflow', workflowKey: '<run>-wf' }),
      ),
      step('GET /restate/workflow/ConfWorkflow/<run>-wf/attach', { starts: 'attach' }),
      step('POST /restate/call/ConfWorkflow/<run>-wf/open', json('sesame')),
      step('', { joins: 'attach', mayBeStored: true }),
      step('GET /restate/workflow/ConfWorkflow/<run>-wf/output', { until: 200 }),
      step('GET /restate/workflow/ConfWorkflow/<run>-wf/attach'),
      step('GET /restate/workflow/ConfWorkflow/<run>-wf/output/extra'),
      step(
        'POST /restate/output',
        json({ target: 'workflow', workflowName: 'ConfWorkflow', workflowKey: '<run>-wf' }),
      ),
      step('POST /restate/call/ConfWorkflow/<run>-wf/run', { ...json('other'), isOwnWording: true }),
      step('POST /restate/send/ConfWorkflow/<run>-wf/run', json('other')),
      step('POST /restate/call/ConfWorkflow/<run>-wf/isOpen'),
      admin('PATCH /invocations/<id:wf>/purge'),
      step('GET /restate/workflow/ConfWorkflow/<run>-wf/output', { until: 404 }),
      step('POST /restate/send/ConfWorkflow/<run>-wf/run', json('anew')),
    ),
    sequence(
      'a killed run blocks its key',
      step('POST /restate/send/ConfWorkflow/<run>-dead/run', { remember: 'wf' }),
      step('GET /restate/output/<id:wf>', { until: 470 }),
      admin('PATCH /invocations/<id:wf>/kill'),
      step('GET /restate/output/<id:wf>', { until: 409 }),
      step('POST /restate/send/ConfWorkflow/<run>-dead/run'),
      step('POST /restate/call/ConfWorkflow/<run>-dead/run', { isOwnWording: true }),
    ),
  ),
];
