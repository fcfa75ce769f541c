import type { PartitionInput, TimedInput } from '@perdure/engine';
import { type RuleBook, type Epoch, type LimitRule, type PartitionId, type Table } from '@perdure/model';
import { decodePartitionRecord, encodePartitionRecord } from '@perdure/protocol';

/** What a partition was told in its time, and how that can be told again. */
export interface Recording {
  readonly partition: PartitionId;
  readonly partitionCount: number;
  readonly rules: readonly LimitRule[];
  readonly inputs: readonly RecordedInput[];
}

export interface RecordedInput {
  readonly nowMs: number;
  readonly epoch: Epoch;
  readonly input: PartitionInput;
}

/** A row as it was stored. */
export interface RecordedRow {
  readonly table: Table;
  readonly group: string;
  readonly member: string;
  readonly bytes: Uint8Array;
}

export function timedInput({ nowMs, epoch, input }: RecordedInput, rules: RuleBook): TimedInput {
  return { nowMs, epoch, input, rules };
}

/**
 * Text with a line for the head and one for each input. What is in the log is there in the bytes it has there; reports of
 * attempts hold the frames as they came in; all other bytes are hexadecimal, too.
 */
export function writeRecording({ inputs, ...head }: Recording): string {
  return [JSON.stringify(head), ...inputs.map(writeInput)].join('\n') + '\n';
}

export function readRecording(text: string): Recording {
  const [head = '', ...inputs] = text.trimEnd().split('\n');
  return {
    ...(JSON.parse(head) as Omit<Recording, 'inputs'>),
    inputs: inputs.map((line) => JSON.parse(line, readBytes) as RecordedInput),
  };
}

export function writeRows(rows: readonly RecordedRow[]): string {
  return rows.map((row) => JSON.stringify(row, writeBytes)).join('\n') + '\n';
}

export function readRows(text: string): RecordedRow[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line, readBytes) as RecordedRow);
}

function writeInput({ nowMs, epoch, input }: RecordedInput): string {
  const written =
    input.kind === 'record'
      ? { kind: 'record', record: { $record: hexOf(encodePartitionRecord(input.record)) } }
      : input;
  return JSON.stringify({ nowMs, epoch, input: written }, writeBytes);
}

/** Buffers turn themselves into JSON before the replacer is asked, so it looks at what was there before. */
function writeBytes(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Uint8Array ? { $hex: hexOf(original) } : value;
}

function readBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$hex' in value) return Buffer.from(String(value.$hex), 'hex');
  return '$record' in value ? decodePartitionRecord(Buffer.from(String(value.$record), 'hex')) : value;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
