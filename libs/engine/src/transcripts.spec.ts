import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tellAll } from './testing/transcript.js';

/**
 * Stories of a partition: what it is told, `----`, and what it makes of it. To write the answers anew:
 *
 *     NODE_OPTIONS=--experimental-vm-modules npx jest transcripts --globals '{"updateTranscripts":true}'
 *
 * Commit the difference only if you can explain every line of it.
 */
const isUpdating = 'updateTranscripts' in globalThis;
const directory = new URL('../transcripts/', import.meta.url);

describe('the story', () => {
  it.each(readdirSync(directory).filter((name) => name.endsWith('.txt')))('%s', (name) => {
    const file = new URL(name, directory);
    const written = readFileSync(file, 'utf8');
    const told = tellAll(written);
    if (isUpdating) writeFileSync(file, told);
    else expect(told).toBe(written);
  });
});
