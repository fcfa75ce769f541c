/**
 * Who may import whom: one row per `layer:*` tag, and one per `client:*` tag for what a single adapter talks to.
 * A project is bound by every row that names one of its tags. `allowedExternalImports` is an allow list, so an
 * empty one refuses every npm package. A project without a tag may depend on nothing.
 */

const testTools = ['@jest/globals', '@nestjs/testing', 'fast-check'];
const nest = ['@nestjs/*', 'fastify', '@fastify/*', 'reflect-metadata', 'rxjs'];
const telemetryApi = ['@opentelemetry/api'];
/** Makes spans and exports them; loaded when somebody wants them. */
const telemetrySdk = ['@opentelemetry/*'];
const sdk = ['@restatedev/restate-sdk', '@restatedev/restate-sdk/lambda', '@restatedev/restate-sdk-clients'];
/** Judges the OpenAPI documents we hand out. */
const openApiValidator = '@seriousme/openapi-schema-validator';
const adapterClients = ['classic-level', 'ioredis', 'kafkajs', '@aws-sdk/*'];

/** Every row may import the model and the test tools. */
function row(sourceTag, layers, packages) {
  return {
    sourceTag,
    onlyDependOnLibsWithTags: ['layer:model', ...layers.map((layer) => `layer:${layer}`)],
    allowedExternalImports: [...testTools, ...packages],
  };
}

export const depConstraints = [
  row('layer:model', [], []),
  row('layer:engine', [], []),
  row('layer:port', [], []),
  row('layer:contract', [], []),
  // zod checks discovery manifests; hash-wasm is XXH3. @bufbuild/protobuf is the oracle of the codec's specs.
  row('layer:protocol', [], ['zod', 'hash-wasm', '@bufbuild/protobuf']),
  // Runtime libraries build on one another (the invoker reads handling options from the registry); cycles are refused
  // by their own rule. Their specs, like those of roles, use the testkit's fakes and real SDK services.
  row('layer:runtime', ['engine', 'port', 'protocol', 'runtime', 'testkit'], [...telemetryApi, ...sdk]),
  row('layer:adapter', ['port', 'protocol', 'client', 'testkit'], [...adapterClients, ...sdk]),
  // What the adapters of one server share: how to connect, what its errors mean.
  row('layer:client', ['testkit'], adapterClients),
  row(
    'layer:platform',
    ['platform'],
    [...nest, ...telemetrySdk, 'nestjs-pino', 'pino', 'pino-http', 'prom-client', 'smol-toml', 'zod', 'jose'],
  ),
  row(
    'layer:role',
    ['port', 'protocol', 'runtime', 'platform', 'contract', 'testkit'],
    [...nest, ...telemetryApi, ...sdk, openApiValidator, 'zod'],
  ),
  // What processes have in common; and the adapters of a cluster, which standalone must not load.
  row(
    'layer:assembly',
    ['port', 'protocol', 'runtime', 'adapter', 'client', 'role', 'platform', 'assembly'],
    [],
  ),
  row('layer:app', ['adapter', 'assembly'], []),
  row('layer:testkit', ['port'], []),
  row('layer:simulation', ['engine', 'runtime', 'port', 'protocol', 'testkit'], []),
  {
    // Sees the server from outside, as a user does.
    sourceTag: 'layer:e2e',
    onlyDependOnLibsWithTags: [],
    // Generates a client from the OpenAPI document of a service, and compiles it; reads the topic as outsiders do.
    allowedExternalImports: [
      ...testTools,
      '@bufbuild/protobuf',
      '@bufbuild/protobuf/wkt',
      '@restatedev/*',
      'kafkajs',
      'openapi-fetch',
      'openapi-typescript',
      'typescript',
      'zod',
    ],
  },

  // An adapter's npm package is its own client and nothing else; those that call deployments try it on real SDKs.
  { sourceTag: 'client:builtin', allowedExternalImports: [...testTools, ...sdk] },
  { sourceTag: 'client:lambda', allowedExternalImports: [...testTools, ...sdk, '@aws-sdk/*'] },
  { sourceTag: 'client:kafka', allowedExternalImports: [...testTools, 'kafkajs'] },
  { sourceTag: 'client:leveldb', allowedExternalImports: [...testTools, 'classic-level'] },
  { sourceTag: 'client:redis', allowedExternalImports: [...testTools, 'ioredis'] },
];
