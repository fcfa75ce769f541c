import type { Frame } from '@perdure/model';
import { ProtoWriter } from '../wire/writer.js';
import { messageType } from './message-type.js';

/** CommandAck: 1 command_index. Only to be sent for a command that asked for it. */
export function encodeCommandAck(commandIndex: number): Frame {
  return acknowledgement(messageType.commandAck, commandIndex);
}

/** ProposeRunCompletionAck (V7): 1 completion_id. Only to be sent for a proposal that asked for it. */
export function encodeRunAck(completionId: number): Frame {
  return acknowledgement(messageType.proposeRunCompletionAck, completionId);
}

function acknowledgement(type: number, subject: number): Frame {
  return { type, payload: new ProtoWriter().uint(1, subject).finish() };
}
