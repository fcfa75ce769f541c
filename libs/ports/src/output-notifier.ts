import type { NodeMessage } from '@perdure/model';

/**
 * Carries hints from partition owners to nodes on which requests wait. Best effort and unordered across senders:
 * a message may be lost, so whoever waits also looks in the store.
 */
export interface OutputNotifier {
  notify(nodeId: string, message: NodeMessage): void;
  /**
   * Returns the function that ends the subscription.
   * @param onGap called when messages arrive again after a time in which they were lost, and perhaps when the first can
   */
  subscribe(nodeId: string, onMessage: (message: NodeMessage) => void, onGap?: () => void): () => void;
}
