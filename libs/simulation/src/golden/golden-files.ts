import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  readRecording,
  readRows,
  writeRecording,
  writeRows,
  type RecordedRow,
  type Recording,
} from './recording.js';

/** What was recorded of one partition, and what came of it. */
export interface GoldenFiles {
  readonly recording: Recording;
  /** Rows after the first half of the inputs, as the release stored them that recorded it. */
  readonly stored: readonly RecordedRow[];
}

const folder = new URL('../../golden/', import.meta.url);

/** `<recording>/p<partition>`, of every partition of every recording. */
export function goldenNames(): string[] {
  return readdirSync(folder).flatMap((name) => {
    const files = readdirSync(new URL(`${name}/`, folder));
    return files
      .filter((file) => file.endsWith('.inputs.gz'))
      .map((file) => `${name}/${file.split('.', 1)[0] ?? ''}`);
  });
}

export function readGolden(name: string): GoldenFiles {
  return {
    recording: readRecording(unzipped(`${name}.inputs.gz`)),
    stored: readRows(unzipped(`${name}.stored.gz`)),
  };
}

/** @throws if there is a recording of that name: what was recorded is not recorded again */
export function writeGolden(name: string, partitions: readonly GoldenFiles[]): void {
  const into = new URL(`${name}/`, folder);
  if (existsSync(into)) throw new Error(`there is a recording '${name}' already; take another name`);
  mkdirSync(into);
  for (const [index, { recording, stored }] of partitions.entries()) {
    writeFileSync(new URL(`p${index}.inputs.gz`, into), gzipSync(writeRecording(recording)));
    writeFileSync(new URL(`p${index}.stored.gz`, into), gzipSync(writeRows(stored)));
  }
}

export function readExpected(name: string): string {
  return readFileSync(expectedFile(name), 'utf8');
}

export function writeExpected(name: string, text: string): void {
  writeFileSync(expectedFile(name), text);
}

function expectedFile(name: string): URL {
  return new URL(`${name}.expected.txt`, folder);
}

function unzipped(file: string): string {
  return gunzipSync(readFileSync(new URL(file, folder))).toString();
}
