import { create, createFileRegistry, type DescMessage } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';

const scalars: Readonly<Record<string, Type>> = {
  string: Type.STRING,
  bytes: Type.BYTES,
  bool: Type.BOOL,
  uint32: Type.UINT32,
  uint64: Type.UINT64,
  int64: Type.INT64,
  fixed64: Type.FIXED64,
};

/**
 * The schema of a message, from what people read: messages and enumerations side by side, as in proto3. Throws when the
 * message is not there.
 */
export function readProto(text: string, messageName: string): DescMessage {
  const blocks = [...text.matchAll(/^(message|enum) (\w+) \{[^\n]*\n([^}]*)\}/gm)];
  const enums = blocks.filter(([, kind]) => kind === 'enum').map(([, , name = '']) => name);
  const file = create(FileDescriptorProtoSchema, {
    name: 'text.proto',
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
  const message = createFileRegistry(file, () => undefined).getMessage(messageName);
  if (message === undefined) throw new Error(`The text shows no message ${messageName}.`);
  return message;
}
