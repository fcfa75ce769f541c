import { assertNever, type InvocationSource } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { present } from './draft.js';
import { Enumeration } from './enumeration.js';

type SourceKind = InvocationSource['kind'];

const sourceKinds = new Enumeration<SourceKind>('invocation source', {
  ingress: 1,
  invocation: 2,
  restart: 3,
});

/** What an absent source field means: by far the most invocations come from there. */
export const defaultSource: InvocationSource = { kind: 'ingress' };

/**
 * Written as a message of its own unless it is {@link defaultSource}.
 *
 *     1 kind          number of the word
 *     2 invocationId  string, for `invocation` and `restart`
 *     3 target        string, for `invocation`
 */
export function writeSource(writer: ProtoWriter, field: number, source: InvocationSource): void {
  if (source.kind === 'ingress') return;
  writer.message(field, (nested) => {
    nested.uint(1, sourceKinds.toNumber(source.kind)).string(2, source.invocationId);
    if (source.kind === 'invocation') nested.string(3, source.target);
  });
}

export function readSource(reader: ProtoReader): InvocationSource {
  let kind: SourceKind | undefined;
  let invocationId = '';
  let target = '';
  while (reader.next())
    switch (reader.field) {
      case 1:
        kind = sourceKinds.fromNumber(reader.uint());
        break;
      case 2:
        invocationId = reader.string();
        break;
      case 3:
        target = reader.string();
        break;
      default:
        reader.skip();
    }
  const known = present('invocation source', 'kind', kind);
  switch (known) {
    case 'ingress':
      return defaultSource;
    case 'invocation':
      return { kind: known, invocationId, target };
    case 'restart':
      return { kind: known, invocationId };
    default:
      return assertNever(known);
  }
}
