import { readFileSync } from 'node:fs';

import { fromBinary, type JsonValue, toJson } from '@bufbuild/protobuf';

import { readProto } from '../harness/proto-text.js';

const FORMAT_VERSION = 1;
const page = new URL('../../../../docs/topics.md', import.meta.url);

/** Reads a record's value by nothing but what `docs/topics.md` tells outsiders: the schema is the one on that page. */
export function readDocumentedRecord(value: Uint8Array): JsonValue {
  if (value[0] !== FORMAT_VERSION) throw new Error(`The record has the format ${value[0] ?? 'none'}.`);
  return toJson(schema, fromBinary(schema, value.subarray(1)));
}

const [, protoText = ''] = /```proto\n([^]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
const schema = readProto(protoText, 'PartitionRecord');
