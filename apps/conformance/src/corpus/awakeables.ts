import { body, json, section, sequence, step, variants } from './corpus.js';

const waiting = step('POST /restate/send/ConfService/wait', { remember: 'waiting' });
const attached = step('GET /restate/attach/<id:waiting>', { mayBeStored: true });

export const awakeables = [
  section(
    'ingress-api 8: awakeables',
    sequence(
      'the first completion wins',
      waiting,
      step('GET /restate/output/<id:waiting>', { until: 470 }),
      step('POST /restate/awakeables/<sign:waiting>/resolve', json('first')),
      step('POST /restate/awakeables/<sign:waiting>/resolve', json('second')),
      step('POST /restate/awakeables/<sign:waiting>/reject', body('third')),
      attached,
      step('POST /restate/awakeables/<sign:waiting>/resolve', json('late')),
    ),
    sequence(
      'rejected',
      waiting,
      step('POST /restate/awakeables/<sign:waiting>/reject', body('my reason')),
      attached,
    ),
    sequence('rejected without words', waiting, step('POST /restate/a/<sign:waiting>/reject'), attached),
    sequence(
      'by its short name, with an unchecked content type',
      waiting,
      step('POST /restate/a/<sign:waiting>/resolve', body('{"a":1}', 'text/plain')),
      attached,
    ),
    sequence(
      'extra segments are ignored',
      waiting,
      step('POST /restate/a/<sign:waiting>/resolve/extra', json(1)),
      attached,
    ),
    variants('POST /restate/awakeables/*/resolve', [
      'foo',
      'sign_1abc',
      'sign_1',
      'prom_1abc',
      'inv_1aZh03vaPpvp6ynup3zeg6zGVM6pQUgpGy',
      'sign_1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABE',
      'sign_1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABEA',
    ]),
    variants('POST /restate/awakeables/*/resolve', ['prom_1NMyOAvDK2CcBjUH4Rmb7eGBp0DNNDnmsAAAAAQ'], {
      differs: 'oldAwakeableIds',
    }),
    variants('POST /restate/a/*/reject', ['foo', 'sign_1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABEA']),
  ),
];
