import { header, rows, section, step, variants } from './corpus.js';

const limit = (value: string) => header(['x-restate-limit-key', value]);

/** The reference has scopes switched off; what is checked although they are is the same, the rest is ours. */
export const scopes = [
  section(
    'ingress-api 7: scopes',
    variants('POST /restate/scope/*/call/ConfService/noArg', ['a%20b', '', 's'.repeat(37), '%FF', 'a*b']),
    variants('POST /restate/scope/*', [
      's/call/Nope/noArg',
      's/call/ConfService/nope',
      's/call/ConfService/hidden',
      's/call/ConfService',
      's/call/ConfService/noArg/extra',
      's/attach/ConfService/noArg',
    ]),
    variants(
      'POST /restate/scope/*',
      [
        's/call/ConfService/noArg',
        's/send/ConfService/noArg',
        'a.b_c-D/call/ConfService/noArg',
        `${'s'.repeat(36)}/call/ConfService/noArg`,
      ],
      { differs: 'scopes' },
    ),
    rows(step('PUT /restate/scope/s/call/ConfService/noArg', { differs: 'scopes' })),
  ),
  section(
    'ingress-api 7: limit keys',
    rows(
      ...['a/b/c', 'a b', '*', '/', 'a'.repeat(37), 'a', 'a/b', 'a/', ''].map((value) =>
        step('POST /restate/call/ConfService/noArg', limit(value)),
      ),
      'POST /restate/call/ConfService/noArg?limit-key=a',
      'POST /restate/call/ConfService/noArg?LIMIT-KEY=a/b/c',
      'POST /restate/call/ConfService/noArg?limit-key=',
    ),
  ),
];
