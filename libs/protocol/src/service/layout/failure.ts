import type { Failure } from '@perdure/model';
import type { ProtoReader } from '../../wire/reader.js';
import type { ProtoWriter } from '../../wire/writer.js';
import { readTextPair, writeTextPair } from './text-pair.js';

/**
 * Failure: 1 code (uint32), 2 message, 3 metadata (repeated { 1 key, 2 value }). Metadata came with V6; a V5 SDK skips
 * it like any field it does not know, so it is written whatever the version.
 */
export function writeFailure(writer: ProtoWriter, field: number, failure: Failure): void {
  writer.message(field, (body) => {
    if (failure.code !== 0) body.uint(1, failure.code);
    if (failure.message !== '') body.string(2, failure.message);
    for (const [key, value] of failure.metadata ?? []) writeTextPair(body, 3, key, value);
  });
}

export function readFailure(reader: ProtoReader): Failure {
  let code = 0;
  let message = '';
  let metadata: Array<readonly [key: string, value: string]> | undefined;
  for (const body = reader.message(); body.next();)
    switch (body.field) {
      case 1:
        code = body.uint32();
        break;
      case 2:
        message = body.string();
        break;
      case 3:
        (metadata ??= []).push(readTextPair(body));
        break;
      default:
        body.skip();
    }
  return metadata === undefined ? { code, message } : { code, message, metadata };
}
