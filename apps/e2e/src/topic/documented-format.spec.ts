import { readDocumentedRecord } from './documented-format.js';

/** As a release wrote it: the start of a workflow that is traced, sent by another partition. */
const record =
  '017a100a0b706172746974696f6e2d3310ac0208011226696e765f316752565a4c67337169376e35754f7858494c376a5364464f6971697954514b4572' +
  '1a140a0453686f7010031a0372756e20042a036164613a076f726465722d314880d0eab6b733' +
  '6a430a3730302d30616637363531393136636434336464383434386562323131633830333139632d623761643662373136393230333333312d30311208' +
  '76656e646f723d3162067205' +
  '0a03227822';

it('docs/topics.md tells enough to read a record', () => {
  expect(readDocumentedRecord(Buffer.from(record, 'hex'))).toEqual({
    origin: { sender: 'partition-3', number: '300' },
    kind: 'INVOKE',
    invocationId: 'inv_1gRVZLg3qi7n5uOxXIL7jSdFOiqiyTQKEr',
    target: { service: 'Shop', serviceType: 3, handler: 'run', handlerKind: 4, key: 'ada' },
    idempotencyKey: 'order-1',
    executeAtMs: '1767225600000',
    trace: {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'vendor=1',
    },
    input: { value: { content: Buffer.from('"x"').toString('base64') } },
  });
});
