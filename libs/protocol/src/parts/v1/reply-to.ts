import type { ReplyTo } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';

/**
 * Written as a message of its own when there is one.
 *
 *     1 nodeId     string
 *     2 requestId  string
 */
export function writeReplyTo(writer: ProtoWriter, field: number, replyTo: ReplyTo | undefined): void {
  if (replyTo !== undefined)
    writer.message(field, (nested) => nested.string(1, replyTo.nodeId).string(2, replyTo.requestId));
}

export function readReplyTo(reader: ProtoReader): ReplyTo {
  let nodeId = '';
  let requestId = '';
  while (reader.next())
    if (reader.field === 1) nodeId = reader.string();
    else if (reader.field === 2) requestId = reader.string();
    else reader.skip();
  return { nodeId, requestId };
}
