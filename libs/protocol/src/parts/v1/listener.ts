import type { EntryStamp, InvocationId, Listener } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { present } from './draft.js';
import { readEntryStamp, writeEntryStamp } from './entry-stamp.js';
import { Enumeration } from './enumeration.js';
import { writeUnlessZero } from './fields.js';

type Purpose = Extract<Listener, { kind: 'invocation' }>['of'];

const purposes = new Enumeration<Purpose>('listener purpose', { call: 1, 'attach-invocation': 2 });

/**
 * Either a node or an invocation:
 *
 *     1 nodeId        string
 *     2 invocationId  string
 *     3 completionId  uint, with 2
 *     4 of            number of the word, with 2
 *     5 askedBy       message, with 2, optional
 */
export function writeListener(writer: ProtoWriter, listener: Listener): void {
  if (listener.kind === 'node') {
    writer.string(1, listener.nodeId);
    return;
  }
  writer.string(2, listener.invocationId);
  writeUnlessZero(writer, 3, listener.completionId);
  writer.uint(4, purposes.toNumber(listener.of));
  writeEntryStamp(writer, 5, listener.askedBy);
}

export function readListener(reader: ProtoReader): Listener {
  let nodeId: string | undefined;
  let invocationId: InvocationId | undefined;
  let completionId = 0;
  let purpose: Purpose | undefined;
  let askedBy: EntryStamp | undefined;
  while (reader.next())
    switch (reader.field) {
      case 1:
        nodeId = reader.string();
        break;
      case 2:
        invocationId = reader.string() as InvocationId;
        break;
      case 3:
        completionId = reader.uint();
        break;
      case 4:
        purpose = purposes.fromNumber(reader.uint());
        break;
      case 5:
        askedBy = readEntryStamp(reader.message());
        break;
      default:
        reader.skip();
    }
  if (invocationId === undefined) return { kind: 'node', nodeId: present('listener', 'nodeId', nodeId) };
  const of = present('listener', 'purpose', purpose);
  return {
    kind: 'invocation',
    invocationId,
    completionId,
    of,
    ...(askedBy !== undefined && { askedBy }),
  };
}
