import type { AwaitPoint } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';
import { required } from '../layout/required.js';
import { readFuture } from './future.js';

/** Suspension of V7: 4 awaiting_on (Future). */
export function decodeTreeSuspension(payload: Uint8Array): AwaitPoint {
  let awaiting: AwaitPoint | undefined;
  for (const reader = new ProtoReader(payload); reader.next();)
    if (reader.field === 4) awaiting = readFuture(reader.message());
    else reader.skip();
  return required(awaiting, 'awaiting_on');
}
