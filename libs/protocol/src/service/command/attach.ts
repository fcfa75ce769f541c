import type { AttachTarget, JournalCommand } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';
import { required } from '../layout/required.js';

export function decodeAttachInvocation(payload: Uint8Array): JournalCommand {
  return { kind: 'attach-invocation', ...readFields(payload) };
}

export function decodeGetInvocationOutput(payload: Uint8Array): JournalCommand {
  return { kind: 'get-invocation-output', ...readFields(payload) };
}

/** oneof { 1 invocation_id, 3 idempotent_request_target, 4 workflow_target }, 11 result_completion_id. */
function readFields(payload: Uint8Array): { target: AttachTarget; completionId: number } {
  let target: AttachTarget | undefined;
  let completionId = 0;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 1:
        target = { kind: 'invocation', invocationId: reader.string() };
        break;
      case 3:
        target = readIdempotentRequest(reader.message());
        break;
      case 4:
        target = readWorkflow(reader.message());
        break;
      case 11:
        completionId = reader.uint32();
        break;
      default:
        reader.skip();
    }
  return { target: required(target, 'target'), completionId };
}

/** 1 service_name, 2 optional service_key, 3 handler_name, 4 idempotency_key, 5 optional scope (V7). */
function readIdempotentRequest(reader: ProtoReader): AttachTarget {
  let service = '';
  let serviceKey: string | undefined;
  let handler = '';
  let idempotencyKey = '';
  let scope: string | undefined;
  while (reader.next())
    switch (reader.field) {
      case 1:
        service = reader.string();
        break;
      case 2:
        serviceKey = reader.string();
        break;
      case 3:
        handler = reader.string();
        break;
      case 4:
        idempotencyKey = reader.string();
        break;
      case 5:
        scope = reader.string();
        break;
      default:
        reader.skip();
    }
  return {
    kind: 'idempotent-request',
    service,
    handler,
    idempotencyKey,
    ...(serviceKey === undefined ? {} : { serviceKey }),
    ...(scope ? { scope } : {}),
  };
}

/** 1 workflow_name, 2 workflow_key, 3 optional scope (V7). */
function readWorkflow(reader: ProtoReader): AttachTarget {
  let workflow = '';
  let key = '';
  let scope: string | undefined;
  while (reader.next())
    switch (reader.field) {
      case 1:
        workflow = reader.string();
        break;
      case 2:
        key = reader.string();
        break;
      case 3:
        scope = reader.string();
        break;
      default:
        reader.skip();
    }
  return { kind: 'workflow', workflow, key, ...(scope ? { scope } : {}) };
}
