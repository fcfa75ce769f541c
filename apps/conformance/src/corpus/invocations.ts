import { admin, json, rows, section, sequence, step, variants } from './corpus.js';

const unknownId = 'inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy';
const verbs = ['cancel', 'kill', 'purge', 'purge-journal', 'restart-as-new', 'resume', 'pause'];
const running = [
  step('POST /restate/send/ConfService/wait', { remember: 'it' }),
  step('GET /restate/output/<id:it>', { until: 470 }),
];
const scheduled = step('POST /restate/send/ConfService/noArg?delay=1h', { remember: 'it' });
const completed = step('POST /restate/call/ConfService/noArg', { remember: 'it' });
const ending = step('GET /restate/attach/<id:it>', { mayBeStored: true });
const batch = (verb: string, body: unknown) =>
  admin(`POST /internal/invocations_batch_operations/${verb}`, json(body));

export const invocations = [
  section(
    'admin-api 5: invocations that are not there',
    ...verbs.map((verb) =>
      rows(admin(`PATCH /invocations/foo/${verb}`), admin(`PATCH /invocations/${unknownId}/${verb}`)),
    ),
    variants(
      '*',
      [
        `GET /invocations/${unknownId}/cancel`,
        `PATCH /invocations/${unknownId}/nope`,
        `DELETE /invocations/${unknownId}`,
        `DELETE /invocations/${unknownId}?mode=Kill`,
        `DELETE /invocations/${unknownId}?mode=purge`,
        `DELETE /invocations/${unknownId}?mode=zzz`,
        'DELETE /invocations/foo',
        `PATCH /invocations/${unknownId}/restart-as-new?from=-1`,
        `PATCH /invocations/${unknownId}/restart-as-new?deployment=foo`,
        `PATCH /invocations/${unknownId}/resume?deployment=foo`,
      ],
      { port: 'admin' },
    ),
    rows(
      admin(`GET /invocations/${unknownId}`, { differs: 'readInvocations' }),
      admin('GET /invocations?service=Nope', { differs: 'readInvocations' }),
    ),
  ),
  section(
    'admin-api 5: cancel and kill',
    sequence('cancel one that runs', ...running, admin('PATCH /invocations/<id:it>/cancel'), ending),
    sequence(
      'cancel one that is scheduled',
      scheduled,
      admin('PATCH /invocations/<id:it>/cancel'),
      step('GET /restate/output/<id:it>', { until: 404 }),
    ),
    sequence('cancel one that completed', completed, admin('PATCH /invocations/<id:it>/cancel')),
    sequence('kill one that runs', ...running, admin('PATCH /invocations/<id:it>/kill'), ending),
    sequence(
      'kill one that is scheduled',
      scheduled,
      admin('PATCH /invocations/<id:it>/kill'),
      step('GET /restate/output/<id:it>', { until: 404 }),
    ),
    sequence('kill one that completed', completed, admin('PATCH /invocations/<id:it>/kill')),
    sequence('delete one that runs', ...running, admin('DELETE /invocations/<id:it>'), ending),
    sequence('delete one by killing', ...running, admin('DELETE /invocations/<id:it>?mode=kill'), ending),
    sequence(
      'cancel one that waits for its object',
      step('POST /restate/send/ConfObject/<run>-queue/wait', { remember: 'first' }),
      step('GET /restate/output/<id:first>', { until: 470 }),
      step('POST /restate/call/ConfObject/<run>-queue/key', { ...json(1), starts: 'call' }),
      step('POST /restate/send/ConfObject/<run>-queue/key', { remember: 'it' }),
      step('GET /restate/output/<id:it>', { until: 470 }),
      step('GET /restate/attach/<id:it>', { starts: 'attach' }),
      step('GET /restate/output/<id:it>'),
      admin('PATCH /invocations/<id:it>/resume'),
      admin('PATCH /invocations/<id:it>/restart-as-new'),
      admin('PATCH /invocations/<id:it>/pause'),
      admin('PATCH /invocations/<id:it>/purge'),
      admin('PATCH /invocations/<id:it>/cancel'),
      step('', { joins: 'attach', mayBeStored: true }),
      step('POST /restate/awakeables/<sign:first>/resolve', json(1)),
      step('', { joins: 'call', mayBeStored: true }),
    ),
  ),
  section(
    'admin-api 5: purge, pause, resume, restart',
    sequence(
      'purge one that runs',
      ...running,
      admin('PATCH /invocations/<id:it>/purge'),
      admin('PATCH /invocations/<id:it>/purge-journal'),
      admin('PATCH /invocations/<id:it>/kill'),
    ),
    sequence(
      'purge one that completed',
      completed,
      admin('PATCH /invocations/<id:it>/purge-journal'),
      step('GET /restate/output/<id:it>'),
      admin('PATCH /invocations/<id:it>/restart-as-new', { until: 410 }),
      admin('PATCH /invocations/<id:it>/purge'),
      step('GET /restate/output/<id:it>', { until: 404 }),
      admin('PATCH /invocations/<id:it>/purge', { until: 404 }),
    ),
    sequence(
      'resume and pause one that completed',
      completed,
      admin('PATCH /invocations/<id:it>/resume'),
      admin('PATCH /invocations/<id:it>/pause'),
    ),
    sequence(
      'resume, restart and pause one that is scheduled',
      scheduled,
      admin('PATCH /invocations/<id:it>/resume'),
      admin('PATCH /invocations/<id:it>/restart-as-new'),
      admin('PATCH /invocations/<id:it>/pause'),
      admin('PATCH /invocations/<id:it>/purge'),
    ),
    sequence(
      'restart one that completed',
      completed,
      admin('PATCH /invocations/<id:it>/restart-as-new', { remember: 'again' }),
      step('GET /restate/output/<id:again>', { until: 200 }),
      admin('PATCH /invocations/<id:it>/restart-as-new?from=99'),
      admin('PATCH /invocations/<id:it>/restart-as-new?from=-1'),
      admin('PATCH /invocations/<id:it>/restart-as-new?deployment=foo'),
      admin('PATCH /invocations/<id:it>/restart-as-new?deployment=dp_179qdgQhsdhVZDdBJTHFd6h'),
      admin('PATCH /invocations/<id:it>/restart-as-new?deployment=keep'),
      admin('PATCH /invocations/<id:it>/restart-as-new?deployment=Latest'),
    ),
    sequence(
      'restart one that runs',
      ...running,
      admin('PATCH /invocations/<id:it>/restart-as-new'),
      admin('PATCH /invocations/<id:it>/resume'),
      admin('PATCH /invocations/<id:it>/kill'),
    ),
    sequence(
      'restart a workflow',
      step('POST /restate/send/ConfWorkflow/<run>-restart/run', { remember: 'it' }),
      step('POST /restate/call/ConfWorkflow/<run>-restart/open', json('now')),
      step('GET /restate/output/<id:it>', { until: 200 }),
      admin('PATCH /invocations/<id:it>/restart-as-new'),
    ),
  ),
  section(
    'admin-api 5.1: batches',
    ...verbs.map((verb) =>
      rows(
        batch(verb, { invocation_ids: [] }),
        batch(verb, { invocation_ids: [unknownId] }),
        batch(verb, { invocation_ids: ['foo'] }),
      ),
    ),
    rows(
      batch('cancel', {}),
      batch('cancel', { invocation_ids: Array.from({ length: 1001 }, () => unknownId) }),
      batch('nope', { invocation_ids: [] }),
    ),
    sequence(
      'of one that completed',
      completed,
      ...['cancel', 'kill', 'pause', 'resume'].map((verb) => batch(verb, { invocation_ids: ['<id:it>'] })),
      batch('restart-as-new', { invocation_ids: ['<id:it>'], deployment: 'Latest' }),
      batch('purge-journal', { invocation_ids: ['<id:it>'] }),
      batch('purge', { invocation_ids: ['<id:it>'] }),
    ),
  ),
];
