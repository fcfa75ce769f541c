import { invocationIdToBytes, parseInvocationId } from '@perdure/model';

/** `sign_1` + base64url(24 bytes of invocation id ‖ u32 signal index) (service-protocol 6.4). */
export function awakeableIdOf(invocationId: string, signalIndex: number): string {
  const bytes = Buffer.alloc(28);
  bytes.set(invocationIdToBytes(parseInvocationId(invocationId)));
  bytes.writeUInt32BE(signalIndex, 24);
  return `sign_1${bytes.toString('base64url')}`;
}
