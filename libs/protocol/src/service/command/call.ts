import type { Header, JournalCommand } from '@perdure/model';
import { ProtoReader } from '../../wire/reader.js';
import { readHeader } from '../layout/header.js';
import { emptyContent } from '../layout/value.js';

/**
 * Call: 1 service_name, 2 handler_name, 3 parameter (bytes), 4 headers, 5 key, 6 optional idempotency_key,
 * 7 optional scope (V7), 8 optional limit_key (V7), 10 invocation_id_notification_idx, 11 result_completion_id.
 */
export function decodeCall(payload: Uint8Array): JournalCommand {
  const callee = new CalleeFields();
  let resultCompletionId = 0;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 4:
        callee.headers.push(readHeader(reader));
        break;
      case 5:
        callee.key = reader.string();
        break;
      case 6:
        callee.idempotencyKey = reader.string();
        break;
      case 7:
        callee.scope = reader.string();
        break;
      case 8:
        callee.limitKey = reader.string();
        break;
      case 11:
        resultCompletionId = reader.uint32();
        break;
      default:
        callee.readShared(reader);
    }
  return { kind: 'call', resultCompletionId, ...callee.finish() };
}

/**
 * OneWayCall: 1 service_name, 2 handler_name, 3 parameter (bytes), 4 invoke_time (unix ms, 0 = now), 5 headers, 6 key,
 * 7 optional idempotency_key, 8 optional scope (V7), 9 optional limit_key (V7), 10 invocation_id_notification_idx.
 */
export function decodeOneWayCall(payload: Uint8Array): JournalCommand {
  const callee = new CalleeFields();
  let invokeAtMs = 0;
  for (const reader = new ProtoReader(payload); reader.next();)
    switch (reader.field) {
      case 4:
        invokeAtMs = reader.uintSaturated();
        break;
      case 5:
        callee.headers.push(readHeader(reader));
        break;
      case 6:
        callee.key = reader.string();
        break;
      case 7:
        callee.idempotencyKey = reader.string();
        break;
      case 8:
        callee.scope = reader.string();
        break;
      case 9:
        callee.limitKey = reader.string();
        break;
      default:
        callee.readShared(reader);
    }
  return { kind: 'one-way-call', invokeAtMs, ...callee.finish() };
}

type Callee = Omit<Extract<JournalCommand, { kind: 'call' }>, 'kind' | 'resultCompletionId'>;

/** What both calls say about the callee; fields 1, 2, 3 and 10 have the same numbers in both. */
class CalleeFields {
  private service = '';
  private handler = '';
  private parameter: Uint8Array = emptyContent;
  private invocationIdCompletionId = 0;
  readonly headers: Header[] = [];
  key = '';
  idempotencyKey: string | undefined;
  scope: string | undefined;
  limitKey: string | undefined;

  readShared(reader: ProtoReader): void {
    switch (reader.field) {
      case 1:
        this.service = reader.string();
        return;
      case 2:
        this.handler = reader.string();
        return;
      case 3:
        this.parameter = reader.bytes();
        return;
      case 10:
        this.invocationIdCompletionId = reader.uint32();
        return;
      default:
        reader.skip();
    }
  }

  finish(): Callee {
    return {
      service: this.service,
      handler: this.handler,
      key: this.key,
      headers: this.headers,
      parameter: this.parameter,
      invocationIdCompletionId: this.invocationIdCompletionId,
      // An empty idempotency key is a mistake the caller hears about; an empty scope or limit key means none (5.13).
      ...(this.idempotencyKey === undefined ? {} : { idempotencyKey: this.idempotencyKey }),
      ...(this.scope ? { scope: this.scope } : {}),
      ...(this.limitKey ? { limitKey: this.limitKey } : {}),
    };
  }
}
