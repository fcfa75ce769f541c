import { frameType, type Frame } from './frames.js';

/**
 * Messages as SDKs send them (service-protocol 3.3 to 3.5, 8), one of each kind, on V6. They call `Quiet/h`, which answers,
 * and name the invocation itself where one has to be named.
 */
export function corpusFor(invocationId: string): readonly [Frame, ...Frame[]] {
  const self = `0a26${Buffer.from(invocationId).toString('hex')}`;
  const quiet = '0a055175696574120168';
  return [
    frame(frameType.output, '72040a023432'),
    frame(frameType.output, '7a1108a2031204626f6f6d1a060a0161120131'),
    frame(0x0402, '0a01635801'), // get lazy state
    frame(0x0403, '0a01631a030a0133'), // set state
    frame(0x0404, '0a027a7a'), // clear state
    frame(0x0405, ''), // clear all state
    frame(0x0406, '5802'), // get lazy state keys
    frame(0x0407, '0a01636a00'), // get eager state
    frame(0x0408, '72030a0163'), // get eager state keys
    frame(0x0409, '0a01705803'), // get promise
    frame(0x040a, '0a01705804'), // peek promise
    frame(0x040b, '0a017012030a01315805'), // complete promise
    frame(0x040c, '080158026203627921'), // sleep, over at once
    frame(0x040d, `${quiet}1a013550065807`), // call
    frame(0x040e, `${quiet}1a01352007500a`), // one-way call
    frame(0x0410, `${self}1a036865792a060a0422796f22`), // send signal 'hey'
    frame(0x0411, '580b62057374657031'), // run
    frame(0x0412, `${self}580c`), // attach
    frame(0x0413, `${self}580d`), // output
    frame(0x0414, '0a267369676e5f3100000000000000000000000000000000000000000000000000000000001202a000'), // awakeable
    frame(0x0005, '080b72023432'), // run proposal
    frame(0x0006, '0a080a01011201012801'), // awaiting on, since V7
  ];
}

/** What ends an attempt. */
export const endings: readonly [Frame, ...Frame[]] = [
  frame(0x0001, '0a0102120101'), // suspension
  frame(0x0002, '08f4031204626f6f6d'), // error
  frame(0x0002, '08f4031204626f6f6d4005'), // error, to be tried again in 5 ms
  frame(frameType.end, ''),
];

function frame(type: number, payload: string): Frame {
  return { type, flags: 0, payload: Buffer.from(payload, 'hex') };
}
