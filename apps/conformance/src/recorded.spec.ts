import { readFileSync } from 'node:fs';

import { differences } from './corpus/differences.js';
import { corpus } from './corpus/index.js';
import { compare, sequencesOf } from './run/compare.js';
import { withDifferences } from './run/compatibility-doc.js';
import { files } from './run/files.js';
import { readRecorded } from './run/recorded.js';

const { reference, expected } = readRecorded();

describe('what is recorded', () => {
  it('has an answer to every request', () => {
    const isAnswered = (answer = ''): boolean => answer !== '' && !answer.startsWith('no answer');
    const missing = sequencesOf(corpus).flatMap(({ name, steps }) =>
      steps.filter((_step, index) => !isAnswered(expected.get(name)?.[index])).map(() => name),
    );
    expect(missing).toEqual([]);
  });

  it('differs from the reference wherever a difference is wanted, and only there', () => {
    expect(compare(corpus, reference, expected).filter(({ isFailure }) => isFailure)).toEqual([]);
  });

  it('has a request for every difference', () => {
    const used = new Set(sequencesOf(corpus).flatMap(({ steps }) => steps.map(({ differs }) => differs)));
    expect(Object.keys(differences).filter((name) => !used.has(name as keyof typeof differences))).toEqual(
      [],
    );
  });

  it('is what docs/compatibility.md says', () => {
    const document = readFileSync(files.document, 'utf8');
    expect(withDifferences(document)).toBe(document);
  });
});
