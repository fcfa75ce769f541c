import { readFileSync } from 'node:fs';

import { corpus } from '../corpus/index.js';
import { expectationsOf } from './compare.js';
import { files } from './files.js';
import { readTranscript, type Transcript } from './transcript.js';

/** What was recorded of the reference, and what a server of ours must answer therefore. */
export function readRecorded(): { readonly reference: Transcript; readonly expected: Transcript } {
  const recorded = (file: string): Transcript => readTranscript(readFileSync(file, 'utf8'));
  const reference = recorded(files.reference);
  return { reference, expected: expectationsOf(corpus, reference, recorded(files.ours)) };
}
