import { assertNever, type InvocationId, type NodeMessage, type Reply, type Result } from '@perdure/model';
import { present } from '../../parts/v1/draft.js';
import { Enumeration } from '../../parts/v1/enumeration.js';
import { writeOptionalUint, writeUnlessZero } from '../../parts/v1/fields.js';
import { fieldCodec } from '../../parts/v1/format.js';
import { readFailureResult, readValueResult, writeResult } from '../../parts/v1/result.js';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';

const replyKinds = new Enumeration<Reply['kind']>('reply', {
  accepted: 1,
  'previously-accepted': 2,
  'workflow-already-invoked': 3,
  completed: 4,
  attached: 5,
  'not-found': 6,
  'already-completed': 7,
  'not-completed': 8,
  done: 9,
  requested: 10,
  'not-started': 11,
  'not-running': 12,
  'deployment-not-pinned': 13,
  'not-restartable': 14,
  'journal-missing': 15,
  'prefix-incomplete': 16,
});

/**
 * A reply has fields 1 and 2, the completion of an invocation has field 3.
 *
 *     1 requestId                 string
 *     2 reply kind                number of the word
 *     3 invocationId              string
 *     4 result, 5 when a failure  bytes or message, for completions and `completed` replies
 *     6 executeAtMs               uint, optional, for `accepted` and `previously-accepted`
 *     7 expiresAtMs               uint, for `completed`
 */
const codec = fieldCodec<NodeMessage>('node message', write, read);

function write(writer: ProtoWriter, message: NodeMessage): void {
  if (message.kind === 'invocation-completed') {
    writer.string(3, message.invocationId);
    writeResult(writer, 4, message.result);
    return;
  }
  const { requestId, reply } = message;
  writer.string(1, requestId).uint(2, replyKinds.toNumber(reply.kind));
  if (reply.kind === 'completed') {
    writeResult(writer, 4, reply.result);
    writeUnlessZero(writer, 7, reply.expiresAtMs);
  } else if (reply.kind === 'accepted' || reply.kind === 'previously-accepted') {
    writeOptionalUint(writer, 6, reply.executeAtMs);
  }
}

function read(reader: ProtoReader): NodeMessage {
  let requestId = '';
  let replyKind: Reply['kind'] | undefined;
  let invocationId: InvocationId | undefined;
  let result: Result | undefined;
  let executeAtMs: number | undefined;
  let expiresAtMs = 0;
  while (reader.next())
    switch (reader.field) {
      case 1:
        requestId = reader.string();
        break;
      case 2:
        replyKind = replyKinds.fromNumber(reader.uint());
        break;
      case 3:
        invocationId = reader.string() as InvocationId;
        break;
      case 4:
        result = readValueResult(reader);
        break;
      case 5:
        result = readFailureResult(reader);
        break;
      case 6:
        executeAtMs = reader.uint();
        break;
      case 7:
        expiresAtMs = reader.uint();
        break;
      default:
        reader.skip();
    }
  if (invocationId !== undefined)
    return { kind: 'invocation-completed', invocationId, result: present('completion', 'result', result) };
  const kind = present('node message', 'reply', replyKind);
  return { kind: 'reply', requestId, reply: toReply(kind, result, executeAtMs, expiresAtMs) };
}

function toReply(
  kind: Reply['kind'],
  result: Result | undefined,
  executeAtMs: number | undefined,
  expiresAtMs: number,
): Reply {
  switch (kind) {
    case 'accepted':
    case 'previously-accepted':
      return executeAtMs === undefined ? { kind } : { kind, executeAtMs };
    case 'completed':
      return { kind, result: present('reply', 'result', result), expiresAtMs };
    case 'workflow-already-invoked':
    case 'attached':
    case 'not-found':
    case 'already-completed':
    case 'not-completed':
    case 'done':
    case 'requested':
    case 'not-started':
    case 'not-running':
    case 'deployment-not-pinned':
    case 'not-restartable':
    case 'journal-missing':
    case 'prefix-incomplete':
      return { kind };
    default:
      return assertNever(kind);
  }
}

/** The bytes of a hint from a partition's owner to a node. */
export function encodeNodeMessage(message: NodeMessage): Uint8Array {
  return codec.encode(message);
}

/** Throws `STORE_FORMAT_UNSUPPORTED` or `DECODE_FAILED`; the receiver drops such a hint, for the store is the truth. */
export function decodeNodeMessage(bytes: Uint8Array): NodeMessage {
  return codec.decode(bytes);
}
