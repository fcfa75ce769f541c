import { describeMessageType } from '@perdure/protocol';

/** `Sleep` of `sleepCommand`, `CallInvocationId` of `callInvocationIdCompletion`, as the reference names entries. */
export function messageName(type: number): string {
  const name = describeMessageType(type).replace(/(Command|Completion|Notification)$/, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
}
