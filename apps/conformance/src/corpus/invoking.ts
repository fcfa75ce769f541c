import { body, header, json, rows, section, sequence, step, variants } from './corpus.js';

const fails = (failure: object, path = '/restate/call/ConfService/fail') =>
  step(`POST ${path}`, json(failure));

/** Headers, bodies and outcomes of calls and sends. */
export const invoking = [
  section(
    'ingress-api 3.1: headers for the handler',
    rows(
      step(
        'POST /restate/call/ConfService/headers?a=b',
        header(['x-foo', 'bar'], ['Authorization', 'x'], ['cookie', 'a=b']),
      ),
      step('POST /ConfService/headers', header(['x-restate-limit-key', ''])),
      step('POST /restate/call/ConfService/headerNamed?a=b&c=d', json('x-restate-ingress-path')),
      step('POST /restate/call/ConfService/headerNamed', {
        headers: [
          ['content-type', 'application/json'],
          ['x-twice', 'first'],
          ['x-twice', 'second'],
        ],
        body: '"x-twice"',
      }),
      step('POST /restate/call/ConfService/headerNamed', {
        headers: [
          ['content-type', 'application/json'],
          ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
        ],
        body: '"traceparent"',
      }),
      step('POST /restate/call/ConfService/noArg', header(['traceparent', 'garbage'])),
    ),
  ),
  section(
    'ingress-api 3.2: call',
    rows(
      step('POST /restate/call/ConfService/echo', json({ deep: { list: [1, 2, 3] } })),
      step('POST /ConfService/echo', json('unversioned')),
      step('POST /restate/call/ConfService/nothing'),
      step('POST /restate/call/ConfService/nil'),
      step('POST /restate/call/ConfService/greet', json({ name: 'Ada' })),
      step('POST /restate/call/ConfService/raw', body('\u0000\u0001\u00ff', 'application/octet-stream')),
      step('POST /restate/call/ConfService/echo', { ...json('chunked'), isChunked: true }),
    ),
    sequence(
      'state of an object',
      step('POST /restate/call/ConfObject/<run>/get'),
      step('POST /restate/call/ConfObject/<run>/add', json(2)),
      step('POST /ConfObject/<run>/add', json(3)),
      step('GET /ConfObject/<run>/get'),
    ),
  ),
  section(
    'ingress-api 4: content type and body',
    variants('POST /restate/call/ConfService/*', ['noArg', 'echo', 'raw', 'text', 'any', 'noInput', 'greet']),
    rows(
      ...['echo', 'raw', 'text', 'any', 'noInput', 'greet'].flatMap((handler) => [
        step(`POST /restate/call/ConfService/${handler}`, body('{"name":"x"}')),
        ...[
          '',
          'application/json',
          'application/json; charset=utf-8',
          'text/plain',
          'application/octet-stream',
        ].map((type) => step(`POST /restate/call/ConfService/${handler}`, body('{"name":"x"}', type))),
        step(`POST /restate/call/ConfService/${handler}`, body('', 'application/json')),
      ]),
      ...[
        'application/json ; charset=utf-8',
        'APPLICATION/JSON',
        'application/*',
        '*/*',
        'application/vnd.x+json',
        'garbage',
        'application/x-www-form-urlencoded',
      ].map((type) => step('POST /restate/call/ConfService/echo', body('1', type))),
      step('POST /restate/call/ConfService/echo', body('', 'text/plain')),
      step('POST /restate/call/ConfService/text', body('hypertext', 'text/html')),
      step('POST /restate/call/ConfService/echo', body('{bad', 'application/json')),
      step('POST /restate/send/ConfService/echo', body('{bad', 'application/json')),
      step('POST /restate/send/ConfService/echo', body('1', 'text/plain')),
    ),
  ),
  section(
    'ingress-api 5: terminal errors',
    rows(
      fails({ message: 'default code' }),
      ...[
        0, 1, 99, 200, 204, 304, 400, 404, 409, 418, 429, 470, 499, 500, 503, 599, 600, 999, 1000, 65535,
      ].map((errorCode) => fails({ message: 'coded', errorCode })),
      { ...fails({ message: 'boom', errorCode: 100 }), differs: 'informationalCode' },
      fails({ message: 'with metadata', errorCode: 409, metadata: { foo: 'bar', k2: 'v2' } }),
      fails({ message: 'é \n "quoted"', errorCode: 400 }),
      fails({ message: '' }),
      fails({ message: 'unversioned', errorCode: 422 }, '/ConfService/fail'),
      step('POST /restate/call/ConfService/stepFails'),
      step('POST /restate/call/ConfService/killed'),
    ),
  ),
  section(
    'ingress-api 3.3: send',
    variants('POST *', [
      '/restate/send/ConfService/noArg',
      '/ConfService/noArg/send',
      '/restate/send/ConfObject/k/key',
      '/ConfObject/k/key/send',
      '/restate/send/ConfService/noArg?delay=0s',
      '/restate/send/ConfService/noArg?DELAY=10ms',
      '/restate/send/ConfService/noArg?delaySec=10',
      '/restate/send/ConfService/noArg?delay=10ms&delay=bad',
      '/restate/send/ConfService/noArg?foo=bar',
      '/restate/send/ConfObject/k/key?delay=10ms',
      '/restate/send/ConfWorkflow/<run>-delayed/run?delay=10ms',
      '/restate/send/ConfWorkflow/<run>-shared/isOpen?delay=10ms',
      '/restate/call/ConfService/noArg?delay=1s',
      '/restate/call/ConfService/noArg?delay=0s',
      '/restate/call/ConfService/noArg?delay=bad',
      '/restate/call/ConfService/noArg?delay=',
    ]),
    sequence(
      'a delayed send again',
      step('POST /restate/send/ConfService/noArg?delay=1h', header(['idempotency-key', 'delayed-<run>'])),
      step('POST /restate/send/ConfService/noArg?delay=2h', header(['idempotency-key', 'delayed-<run>'])),
      step('POST /restate/send/ConfService/noArg', header(['idempotency-key', 'delayed-<run>'])),
    ),
  ),
];
