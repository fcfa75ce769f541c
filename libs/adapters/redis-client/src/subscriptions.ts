import { channel as diagnosticsChannel } from 'node:diagnostics_channel';
import type { RedisConnection } from './connect.js';

type Listener = (message: Buffer) => void;

/** Gets `{ channel, error }` when a listener throws, or when Redis refuses a subscription. */
const listenerFailed = diagnosticsChannel('perdure:redis:listener-failed');

/**
 * Channels this process listens to, by sharded pub/sub (Redis 7): in a cluster one node carries a channel, so the
 * messages of a sender stay in order. Channels are subscribed to again after every reconnect; messages sent meanwhile
 * are lost.
 */
export class Subscriptions {
  private readonly listeners = new Map<string, Set<Listener>>();

  /** @param connection one of endless patience, for this alone */
  constructor(private readonly connection: RedisConnection) {
    connection.on('smessageBuffer', (channel: Buffer, message: Buffer) => {
      const name = channel.toString();
      for (const listener of [...(this.listeners.get(name) ?? [])]) callSafely(listener, name, message);
    });
  }

  /**
   * Calls `onActive`, if given, when messages begin to arrive and whenever they do again after a lost connection. Returns
   * the function that ends the subscription. The same callback may subscribe twice.
   */
  add(channel: string, onMessage: Listener, onActive?: () => void): () => void {
    const listeners = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, listeners);
    const listener: Listener = (message) => onMessage(message);
    listeners.add(listener);

    // Subscribing again is no change for Redis; its answer says that messages arrive from here on.
    const subscribe = (): void => {
      this.connection.ssubscribe(channel).then(onActive, (error: unknown) => {
        if (listeners.has(listener)) listenerFailed.publish({ channel, error });
      });
    };
    subscribe();
    this.connection.on('ready', subscribe);
    return () => {
      this.connection.off('ready', subscribe);
      if (!listeners.delete(listener) || listeners.size > 0) return;
      this.listeners.delete(channel);
      // Fails only with the connection, and so does the subscription.
      this.connection.sunsubscribe(channel).catch(() => undefined);
    };
  }
}

function callSafely(listener: Listener, channel: string, message: Buffer): void {
  try {
    listener(message);
  } catch (error) {
    listenerFailed.publish({ channel, error });
  }
}
