import { channel } from 'node:diagnostics_channel';
import type { NodeMessage } from '@perdure/model';
import type { OutputNotifier } from '@perdure/ports';
import { decodeNodeMessage, encodeNodeMessage } from '@perdure/protocol';
import { closeRedis, type RedisConnection, type Subscriptions } from '@perdure/redis-client';

/** Gets `{ nodeId, error }` when a message is lost on the way out. */
const messageLost = channel('perdure:notifier-redis:message-lost');

/** Messages that Redis has not taken yet. A Redis that stalls must not fill our memory with hints. */
const unsentMessagesMax = 10_000;

/**
 * Messages between nodes by Redis pub/sub, one channel per node. While Redis is away messages are dropped, not kept:
 * whoever waits for one looks in the store as well.
 */
export class RedisNotifier implements OutputNotifier {
  private unsentMessages = 0;

  constructor(
    private readonly publisher: RedisConnection,
    private readonly subscriber: RedisConnection,
    private readonly subscriptions: Subscriptions,
    private readonly namespace: string,
  ) {}

  notify(nodeId: string, message: NodeMessage): void {
    if (this.unsentMessages >= unsentMessagesMax) {
      messageLost.publish({
        nodeId,
        error: new Error(`${unsentMessagesMax} messages wait for Redis already.`),
      });
      return;
    }
    this.unsentMessages += 1;
    this.publisher.spublish(this.channelOf(nodeId), asBuffer(encodeNodeMessage(message))).then(
      () => void (this.unsentMessages -= 1),
      (error: unknown) => {
        this.unsentMessages -= 1;
        messageLost.publish({ nodeId, error });
      },
    );
  }

  /** Messages arrive once Redis has confirmed the subscription, a moment later. */
  subscribe(nodeId: string, onMessage: (message: NodeMessage) => void, onGap?: () => void): () => void {
    const onBytes = (bytes: Buffer): void => onMessage(decodeNodeMessage(bytes));
    return this.subscriptions.add(this.channelOf(nodeId), onBytes, onGap);
  }

  async close(): Promise<void> {
    await Promise.all([closeRedis(this.publisher), closeRedis(this.subscriber)]);
  }

  private channelOf(nodeId: string): string {
    return `${this.namespace}:node:${nodeId}`;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
