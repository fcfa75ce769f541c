import { readFileSync } from 'node:fs';

import { create, createFileRegistry, fromBinary, type JsonValue, toJson } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';

const FORMAT_VERSION = 1;
const page = new URL('../../../../docs/topics.md', import.meta.url);
const scalars: Readonly<Record<string, Type>> = {
  string: Type.STRING,
  bytes: Type.BYTES,
  uint32: Type.UINT32,
  uint64: Type.UINT64,
};

/** Reads a record's value by nothing but what `docs/topics.md` tells outsiders: the schema is the one on that page. */
export function readDocumentedRecord(value: Uint8Array): JsonValue {
  if (value[0] !== FORMAT_VERSION) throw new Error(`The record has the format ${value[0] ?? 'none'}.`);
  return toJson(schema, fromBinary(schema, value.subarray(1)));
}

const schema = readSchema();

function readSchema(): NonNullable<ReturnType<ReturnType<typeof createFileRegistry>['getMessage']>> {
  const text = /```proto\n([^]*?)```/.exec(readFileSync(page, 'utf8'))?.[1] ?? '';
  const blocks = [...text.matchAll(/^(message|enum) (\w+) \{\n([^}]*)\}/gm)];
  const enums = blocks.filter(([, kind]) => kind === 'enum').map(([, , name = '']) => name);
  const file = create(FileDescriptorProtoSchema, {
    name: 'topics.proto',
    syntax: 'proto3',
    enumType: blocks
      .filter(([, kind]) => kind === 'enum')
      .map(([, , name = '', body = '']) => ({
        name,
        value: [...body.matchAll(/^ *(\w+) = (\d+);/gm)].map(([, value = '', number]) => ({
          name: value,
          number: Number(number),
        })),
      })),
    messageType: blocks
      .filter(([, kind]) => kind === 'message')
      .map(([, , name = '', body = '']) => ({
        name,
        field: [...body.matchAll(/^ *(optional |repeated )?(\w+) (\w+) = (\d+);/gm)].map(
          ([, rule, type = '', field = '', number]) => ({
            name: field,
            jsonName: field.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
            number: Number(number),
            label: rule === 'repeated ' ? Label.REPEATED : Label.OPTIONAL,
            ...(scalars[type] === undefined
              ? { type: enums.includes(type) ? Type.ENUM : Type.MESSAGE, typeName: `.${type}` }
              : { type: scalars[type] }),
          }),
        ),
      })),
  });
  const message = createFileRegistry(file, () => undefined).getMessage('PartitionRecord');
  if (message === undefined) throw new Error('docs/topics.md shows no message PartitionRecord.');
  return message;
}
