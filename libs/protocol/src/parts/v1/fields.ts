import type { ProtoWriter } from '../../wire/writer.js';

/** For numbers that are always there: zero is written as absence. */
export function writeUnlessZero(writer: ProtoWriter, field: number, value: number): void {
  if (value !== 0) writer.uint(field, value);
}

export function writeOptionalUint(writer: ProtoWriter, field: number, value: number | undefined): void {
  if (value !== undefined) writer.uint(field, value);
}

/** The empty string is written: it is something else than absence. */
export function writeOptionalText(writer: ProtoWriter, field: number, value: string | undefined): void {
  if (value !== undefined) writer.string(field, value);
}
