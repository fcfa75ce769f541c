/**
 * Message types (service-protocol 3.2). A completion's type is its command's with the top bit set, except that
 * `callInvocationIdCompletion` serves calls and one-way calls alike.
 */
export const messageType = {
  start: 0x0000,
  suspension: 0x0001,
  error: 0x0002,
  end: 0x0003,
  commandAck: 0x0004,
  proposeRunCompletion: 0x0005,
  /** Since V7. */
  awaitingOn: 0x0006,
  /** Since V7. */
  proposeRunCompletionAck: 0x0007,

  inputCommand: 0x0400,
  outputCommand: 0x0401,
  getLazyStateCommand: 0x0402,
  setStateCommand: 0x0403,
  clearStateCommand: 0x0404,
  clearAllStateCommand: 0x0405,
  getLazyStateKeysCommand: 0x0406,
  getEagerStateCommand: 0x0407,
  getEagerStateKeysCommand: 0x0408,
  getPromiseCommand: 0x0409,
  peekPromiseCommand: 0x040a,
  completePromiseCommand: 0x040b,
  sleepCommand: 0x040c,
  callCommand: 0x040d,
  oneWayCallCommand: 0x040e,
  sendSignalCommand: 0x0410,
  runCommand: 0x0411,
  attachInvocationCommand: 0x0412,
  getInvocationOutputCommand: 0x0413,
  completeAwakeableCommand: 0x0414,

  getLazyStateCompletion: 0x8002,
  getLazyStateKeysCompletion: 0x8006,
  getPromiseCompletion: 0x8009,
  peekPromiseCompletion: 0x800a,
  completePromiseCompletion: 0x800b,
  sleepCompletion: 0x800c,
  callCompletion: 0x800d,
  callInvocationIdCompletion: 0x800e,
  runCompletion: 0x8011,
  attachInvocationCompletion: 0x8012,
  getInvocationOutputCompletion: 0x8013,
  signalNotification: 0xfbff,
} as const;

/** Name of a message type for error texts: `callCommand`, or `0x0499` for a number nobody assigned. */
export function describeMessageType(type: number): string {
  return nameOf.get(type) ?? `0x${type.toString(16).padStart(4, '0')}`;
}

export function isCommandType(type: number): boolean {
  return type >= 0x0400 && type < 0x8000;
}

export function isNotificationType(type: number): boolean {
  return type >= 0x8000 && type < 0xfc00;
}

/** Reserved for commands a server and its SDK agree on by themselves; we agree on none. */
export function isCustomCommandType(type: number): boolean {
  return type >= 0xfc00 && type <= 0xffff;
}

const nameOf: ReadonlyMap<number, string> = new Map(
  Object.entries(messageType).map(([name, type]) => [type, name]),
);
