import type { InvocationId, ReplyTo } from '@perdure/model';
import { present } from '../../parts/v1/draft.js';
import { readReplyTo, writeReplyTo } from '../../parts/v1/reply-to.js';
import type { CommandCodec } from './command-codec.js';

/** Commands that say nothing but what to do with which invocation. */
type LifecycleKind = 'cancel' | 'kill' | 'purge' | 'purge-journal' | 'pause';

interface LifecycleCommand<K extends LifecycleKind> {
  readonly kind: K;
  readonly invocationId: InvocationId;
  readonly replyTo?: ReplyTo;
}

/**
 *     2 invocationId  string
 *     3 replyTo       message, optional
 */
export function lifecycleCommand<K extends LifecycleKind>(kind: K): CommandCodec<LifecycleCommand<K>> {
  return {
    write(writer, command) {
      writer.string(2, command.invocationId);
      writeReplyTo(writer, 3, command.replyTo);
    },

    read(reader) {
      let id: InvocationId | undefined;
      let replyTo: ReplyTo | undefined;
      while (reader.next())
        if (reader.field === 2) id = reader.string() as InvocationId;
        else if (reader.field === 3) replyTo = readReplyTo(reader.message());
        else reader.skip();
      const invocationId = present(`${kind} command`, 'invocationId', id);
      return replyTo === undefined ? { kind, invocationId } : { kind, invocationId, replyTo };
    },
  };
}
