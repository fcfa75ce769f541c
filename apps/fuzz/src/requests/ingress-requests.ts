import type { Random } from '../chance/random.js';
import { mutated, strangeText } from '../chance/texts.js';
import { type Headers, someHeaders } from './headers.js';
import { jsonBytes } from './json-bodies.js';
import type { Names } from './names.js';
import type { FuzzRequest } from './request.js';

type Filler = (random: Random, names: Names) => string;

/** What stands for a `{placeholder}` of a path. */
const fillers: Readonly<Record<string, Filler>> = {
  service: (random) =>
    random.pick([
      'FuzzService/echo',
      'FuzzService/raw',
      'FuzzService/any',
      'FuzzService/nothing',
      'FuzzService/fail',
      'FuzzService/headers',
      'FuzzService/hidden',
      'FuzzService/nope',
      'FuzzSacrifice/quick',
      'Nope/nope',
    ]),
  keyed: (random) =>
    `${random.pick(['FuzzObject', 'FuzzWorkflow', 'FuzzService'])}/${keyOf(random)}/${random.pick(['add', 'get', 'run', 'peek', 'echo', 'nope'])}`,
  sacrifice: (random) =>
    random.pick([
      'FuzzSacrifice/sleep',
      'FuzzSacrifice/wait',
      'FuzzSacrificeObject/k/quick',
      'FuzzSacrificeObject/k/sleep',
    ]),
  workflow: (random) => `FuzzWorkflow/${keyOf(random)}`,
  scope: (random) => (random.chance(0.6) ? random.pick(['tenant-a', 'tenant-b', 's']) : strangeText(random)),
  invocation: (random, names) => names.invocation(random),
  awakeable: (random) =>
    random.pick([
      'sign_1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABEA',
      'prom_1NMyOAvDK2CcBjUH4Rmb7eGBp0DNNDnmsAAAAAQ',
      'sign_1',
      'foo',
    ]),
  idempotencyKey: (random) => random.pick(['key', 'k%20', '']),
};

/** `mayWait`: an end is waited for that need not come. */
const routes: readonly (readonly [weight: number, methods: string, path: string, mayWait?: true])[] = [
  [8, 'POST GET', '/restate/call/{service}'],
  [8, 'POST GET', '/restate/call/{keyed}'],
  [4, 'POST', '/restate/send/{service}'],
  [4, 'POST', '/restate/send/{keyed}'],
  [3, 'POST', '/restate/send/{sacrifice}'],
  [4, 'POST', '/restate/scope/{scope}/call/{service}', true],
  [4, 'POST', '/restate/scope/{scope}/send/{keyed}'],
  [4, 'POST GET', '/{service}'],
  [4, 'POST GET', '/{keyed}'],
  [2, 'POST', '/{service}/send'],
  [2, 'POST', '/{keyed}/send'],
  [2, 'GET', '/restate/attach/{invocation}', true],
  [3, 'GET', '/restate/output/{invocation}'],
  [3, 'POST', '/restate/attach', true],
  [3, 'POST', '/restate/output'],
  [3, 'POST', '/restate/lookup'],
  [3, 'POST', '/restate/awakeables/{awakeable}/resolve'],
  [2, 'POST', '/restate/a/{awakeable}/reject'],
  [1, 'GET', '/restate/health'],
  [1, 'GET', '/restate/invocation/{invocation}/attach', true],
  [1, 'GET', '/restate/invocation/{invocation}/output'],
  [1, 'GET', '/restate/invocation/{service}/{idempotencyKey}/output'],
  [1, 'GET', '/restate/invocation/{keyed}/{idempotencyKey}/attach', true],
  [1, 'GET', '/restate/workflow/{workflow}/attach', true],
  [1, 'GET', '/restate/workflow/{workflow}/output'],
  [1, 'OPTIONS', '*'],
  [1, 'GET', '/openapi/FuzzService'],
  [1, 'GET', '/'],
];

const methods = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'SEARCH',
  'PROPFIND',
  'M-SEARCH',
] as const;
const delays = ['10s', 'PT1H', '0', '', '-5s', '9999999d', '1e3s', '1.5d', 'P1Y', '175307616h'] as const;

/** A request to the ingress that follows its grammar, or did so before something happened to it. */
export function ingressRequest(random: Random, names: Names): FuzzRequest {
  const [, allowed, template, mayWait = false] = random.weighted(
    routes.map((route) => [route[0], route] as const),
  );
  const path = template.replaceAll(
    /\{(\w+)\}/g,
    (_all, name: string) => fillers[name]?.(random, names) ?? '',
  );
  const target = path + someQuery(random);
  const body = random.chance(0.75) ? someBody(template, random, names) : undefined;
  const headers: Headers = someHeaders(random);
  if (body !== undefined && random.chance(0.85))
    headers.push([
      'content-type',
      random.weighted([
        [6, 'application/json'],
        [2, 'application/octet-stream'],
        [1, 'text/plain'],
      ]),
    ]);
  const isMutated = random.chance(0.3);
  const isKeyed = headers.some(([name]) => name.toLowerCase() === 'idempotency-key');
  return {
    method: random.chance(0.85) ? (random.pick(allowed.split(' ')) ?? 'GET') : random.pick(methods),
    target: isMutated ? mutated(target, random) : target,
    headers,
    body,
    // The same key may be that of a delayed send.
    mayWait: mayWait || isMutated || isKeyed,
  };
}

function keyOf(random: Random): string {
  return random.chance(0.6) ? `k${random.below(50)}` : strangeText(random);
}

function someQuery(random: Random): string {
  if (random.chance(0.7)) return '';
  const parameters = Array.from({ length: random.between(1, 3) }, () => {
    const name = random.pick(['delay', 'DELAY', 'limit-key', 'x', '']);
    const value = name.toLowerCase() === 'delay' ? random.pick(delays) : strangeText(random);
    return `${name}=${value}`;
  });
  return `?${parameters.join('&')}`;
}

function someBody(template: string, random: Random, names: Names): Buffer {
  if (/^\/restate\/(attach|output|lookup)$/.test(template))
    return jsonBytes(attachTarget(random, names), random);
  return random.weighted([
    [5, () => jsonBytes(random.pick([1, 503, 'text', null, { a: [1, 2] }, 100, 1000]), random)],
    [2, () => Buffer.from(strangeText(random), 'latin1')],
    [1, () => random.bytes(random.between(0, 2000))],
    [1, () => Buffer.alloc(random.pick([70_000, 1_000_000]), random.below(256))],
  ])();
}

function attachTarget(random: Random, names: Names): object {
  const scope = random.chance(0.3) ? { scope: random.pick(['s', '', null, 1, 'a b']) } : {};
  return random.pick<object>([
    { target: 'invocation', invocationId: names.invocation(random) },
    { target: 'workflow', workflowName: 'FuzzWorkflow', workflowKey: strangeText(random), ...scope },
    {
      target: 'idempotentInvocation',
      service: 'FuzzService',
      handler: 'echo',
      idempotencyKey: 'key',
      ...scope,
    },
    {
      target: 'idempotentInvocation',
      service: 'FuzzObject',
      key: 'k1',
      handler: 'add',
      idempotencyKey: strangeText(random),
    },
    { target: strangeText(random) },
  ]);
}
