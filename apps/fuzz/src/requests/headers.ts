import type { Random } from '../chance/random.js';
import { mutated, strangeText } from '../chance/texts.js';

export type Headers = (readonly [name: string, value: string])[];

const names = [
  'accept',
  'accept-encoding',
  'authorization',
  'cookie',
  'connection',
  'content-encoding',
  'content-type',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'idempotency-expires',
  'idempotency-key',
  'if-match',
  'keep-alive',
  'origin',
  'access-control-request-method',
  'access-control-request-headers',
  'proxy-connection',
  'range',
  'te',
  'traceparent',
  'tracestate',
  'trailer',
  'upgrade',
  'x-forwarded-for',
  'x-http-method-override',
  'x-restate-id',
  'x-restate-ingress-path',
  'x-restate-limit-key',
  'x-restate-signature-scheme',
  '__proto__',
] as const;

const values: Readonly<Record<string, readonly string[]>> = {
  'content-type': [
    'application/json',
    'text/plain',
    'application/octet-stream',
    '*/*',
    'multipart/form-data',
  ],
  'accept-encoding': ['gzip', '*;q=0', 'gzip;q=nan, br', ','.repeat(500)],
  connection: ['close', 'keep-alive', 'upgrade', 'upgrade, http2-settings', 'close, close', 'content-length'],
  expect: ['100-continue', '100-Continue', 'nothing', ''],
  upgrade: ['h2c', 'websocket', 'TLS/1.2', 'h2c, websocket'],
  'http2-settings': ['AAMAAABkAAQAAP__', '!'],
  'idempotency-key': ['key', '', 'a b', '"quoted"'],
  origin: ['null', 'http://page', '*'],
  traceparent: ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '00-0-0-0', 'ff-1-2-3-4'],
  'x-restate-limit-key': ['a', 'a/b', 'a/b/c', '/'],
};

/** Headers that may or may not make sense; their names are valid, so that they get past the parser. */
export function someHeaders(random: Random): Headers {
  return Array.from(
    {
      length: random.weighted([
        [8, 0],
        [6, 1],
        [4, 3],
        [1, 40],
      ]),
    },
    () => {
      const name = random.pick(names);
      const plain = random.pick(values[name] ?? []) ?? 'value';
      const value = random.chance(0.7) ? plain : withoutLineEnds(mutated(plain, random));
      return [random.chance(0.1) ? name.toUpperCase() : name, value] as const;
    },
  );
}

/** One header that makes the head large. */
export function hugeHeader(random: Random): Headers[number] {
  return [
    `x-${random.below(10)}`,
    withoutLineEnds(strangeText(random)).padEnd(random.pick([8_000, 100_000, 300_000]), 'x'),
  ];
}

function withoutLineEnds(value: string): string {
  return value.replaceAll(/[\r\n]/g, ' ');
}
