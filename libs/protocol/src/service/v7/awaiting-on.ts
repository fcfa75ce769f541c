import { ProtoReader } from '../../wire/reader.js';
import { required } from '../layout/required.js';

/**
 * AwaitingOn (V7): 1 awaiting_on (Future), 2 executing_side_effects. An advice that nothing acts on, sent often; so it
 * is checked for being there, and the tree inside is left alone.
 */
export function checkAwaitingOn(payload: Uint8Array): void {
  let awaiting: Uint8Array | undefined;
  for (const reader = new ProtoReader(payload); reader.next();)
    if (reader.field === 1) awaiting = reader.bytes();
    else reader.skip();
  required(awaiting, 'awaiting_on');
}
