import type { Random } from '../chance/random.js';
import { mutated, strangeText } from '../chance/texts.js';
import { type Headers, someHeaders } from './headers.js';
import { JsonBodies, jsonBytes, type JsonSchema } from './json-bodies.js';
import type { Names } from './names.js';
import type { FuzzRequest } from './request.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: JsonSchema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: JsonSchema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** The OpenAPI document that the server gives of its admin API. */
export interface AdminDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'] as const;
const services = [
  'FuzzService',
  'FuzzObject',
  'FuzzWorkflow',
  'FuzzSacrifice',
  'FuzzSacrificeObject',
  'Nope',
] as const;

/** Requests to whatever the admin API says it has. */
export class AdminRequests {
  private readonly operations: readonly (readonly [method: string, path: string, operation: Operation])[];
  private readonly bodies: JsonBodies;

  constructor(
    { paths, components }: AdminDocument,
    private readonly names: Names,
  ) {
    this.operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [method.toUpperCase(), path, operation] as const),
    );
    this.bodies = new JsonBodies(components.schemas, (field, random) => this.textFor(field, random));
  }

  request(random: Random): FuzzRequest {
    const [method, template, operation] = random.pick(this.operations) ?? ['GET', '/', { responses: {} }];
    const isReading = method === 'GET';
    const path = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
      this.pathText(name, isReading, random),
    );
    const target = somePrefix(random) + path + this.query(operation, random);
    const schema = operation.requestBody?.content['application/json']?.schema;
    const headers: Headers = someHeaders(random);
    if (schema !== undefined && random.chance(0.92)) headers.push(['content-type', 'application/json']);
    return {
      method: random.chance(0.9) ? method : random.pick(methods),
      target: random.chance(0.2) ? mutated(target, random) : target,
      headers,
      body: schema === undefined ? undefined : jsonBytes(this.bodies.value(schema, random), random),
      // An address may name a host that takes its time to be found missing.
      mayWait: template.startsWith('/deployments') && !isReading,
    };
  }

  private query({ parameters = [] }: Operation, random: Random): string {
    const chosen = parameters
      .filter((parameter) => parameter.in === 'query' && random.chance(0.35))
      .map(({ name, schema = {} }) => `${name}=${textOf(this.bodies.value(schema, random, name))}`);
    return chosen.length === 0 ? '' : `?${chosen.join('&')}`;
  }

  /** What must go on to work is looked at only. */
  private pathText(name: string, isReading: boolean, random: Random): string {
    if (random.chance(0.15)) return strangeText(random);
    switch (name) {
      case 'service':
        return isReading
          ? random.pick(services)
          : random.pick(['FuzzSacrifice', 'FuzzSacrificeObject', 'Nope']);
      case 'deployment':
        return this.names.deployment(random);
      case 'handler':
        return random.pick(['echo', 'quick', 'add', 'nope']);
      default:
        return isReading ? this.names.invocation(random) : this.names.sacrificedInvocation(random);
    }
  }

  private textFor(field: string, random: Random): string {
    if (random.chance(0.15)) return strangeText(random);
    switch (field) {
      case 'uri':
        return random.weighted([
          [6, () => this.names.sacrificeUri],
          [
            2,
            () =>
              random.pick([
                'http://127.0.0.1:1/',
                'localhost:9080',
                '/',
                'ftp://a/',
                'http://',
                'http://[::1',
                'http://127.0.0.1:99999/',
              ]),
          ],
        ])();
      case 'arn':
        return random.pick(['foo', 'arn:aws:lambda:eu-central-1:123456789012:function:f:1', 'arn:::::::']);
      case 'service':
      case 'service_name':
        return random.pick(['FuzzSacrifice', 'FuzzSacrificeObject']);
      case 'pattern':
        return random.pick(['*', 'tenant-a', 'tenant-a/*', 'tenant-a/x/*', 's/a/b', 'a/b/c/d']);
      case 'deployment':
        return random.pick([this.names.deployment(random), 'latest', 'keep']);
      case 'idempotency_retention':
      case 'journal_retention':
      case 'workflow_completion_retention':
      case 'inactivity_timeout':
      case 'abort_timeout':
        return random.pick(['1h', 'PT1M', '0s', '-1s', '1y', '9999999999d']);
      default:
        return random.pick([
          this.names.sacrificedInvocation(random),
          'x-name',
          'value',
          '1',
          '2026-11-24T00:00:00Z',
        ]);
    }
  }
}

function somePrefix(random: Random): string {
  return random.weighted([
    [10, ''],
    [1, '/v1'],
    [1, '/v2'],
    [1, '/v3'],
    [1, '/v4'],
    [1, '/v5'],
  ]);
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\x21-\x7e]*$/.test(text) ? text : encodeURIComponent(text);
}
