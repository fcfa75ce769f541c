import { Random } from '../chance/random.js';
import type { AdminRequests } from '../requests/admin-requests.js';
import { ingressRequest } from '../requests/ingress-requests.js';
import type { Names } from '../requests/names.js';
import { nodeRequest } from '../requests/node-requests.js';
import type { FuzzRequest, Port } from '../requests/request.js';
import type { Conversation } from './conversation.js';
import { GreedyConversation } from './greedy-conversation.js';
import { Http1Conversation } from './http1-conversation.js';
import { Http2Conversation } from './http2-conversation.js';
import { StormConversation } from './storm-conversation.js';

export interface Vocabulary {
  readonly names: Names;
  readonly admin: AdminRequests;
}

/** The conversation with this number of a seed. */
export function conversationOf(seed: number, number: number, { names, admin }: Vocabulary): Conversation {
  const random = new Random(seed, number);
  const port = random.weighted<Port>([
    [6, 'ingress'],
    [4, 'admin'],
    [1, 'node'],
  ]);
  const next = (): FuzzRequest => {
    switch (port) {
      case 'ingress':
        return ingressRequest(random, names);
      case 'admin':
        return admin.request(random);
      case 'node':
        return nodeRequest(random);
    }
  };
  return random.weighted<() => Conversation>([
    [70, () => Http1Conversation.about(port, next, random)],
    [20, () => Http2Conversation.about(port, next, random)],
    [4, () => new StormConversation(port, random)],
    [1, () => new GreedyConversation(port, random)],
  ])();
}
