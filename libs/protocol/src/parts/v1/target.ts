import type { HandlerKind, InvocationTarget, ServiceType } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { completed, type Draft } from './draft.js';
import { Enumeration } from './enumeration.js';
import { writeOptionalText } from './fields.js';

const serviceTypes = new Enumeration<ServiceType>('service type', {
  service: 1,
  'virtual-object': 2,
  workflow: 3,
});

const handlerKinds = new Enumeration<HandlerKind>('handler kind', {
  plain: 1,
  exclusive: 2,
  shared: 3,
  workflow: 4,
});

/**
 *     1 service      string
 *     2 serviceType  number of the word
 *     3 handler      string
 *     4 handlerKind  number of the word
 *     5 key          string, optional
 *     6 scope        string, optional
 */
export function writeTarget(writer: ProtoWriter, target: InvocationTarget): void {
  writer
    .string(1, target.service)
    .uint(2, serviceTypes.toNumber(target.serviceType))
    .string(3, target.handler)
    .uint(4, handlerKinds.toNumber(target.handlerKind));
  writeOptionalText(writer, 5, target.key);
  writeOptionalText(writer, 6, target.scope);
}

export function readTarget(reader: ProtoReader): InvocationTarget {
  const target: Draft<InvocationTarget, 'service' | 'serviceType' | 'handler' | 'handlerKind'> = {};
  while (reader.next())
    switch (reader.field) {
      case 1:
        target.service = reader.string();
        break;
      case 2:
        target.serviceType = serviceTypes.fromNumber(reader.uint());
        break;
      case 3:
        target.handler = reader.string();
        break;
      case 4:
        target.handlerKind = handlerKinds.fromNumber(reader.uint());
        break;
      case 5:
        target.key = reader.string();
        break;
      case 6:
        target.scope = reader.string();
        break;
      default:
        reader.skip();
    }
  return completed('target', target, 'service', 'serviceType', 'handler', 'handlerKind');
}
