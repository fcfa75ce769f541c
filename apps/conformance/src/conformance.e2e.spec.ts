import { readFileSync } from 'node:fs';

import { differences } from './corpus/differences.js';
import { corpus } from './corpus/index.js';
import { compare, expectationsOf, sequencesOf, withoutWanted } from './run/compare.js';
import { withDifferences } from './run/compatibility-doc.js';
import { describeFindings } from './run/describe-findings.js';
import { files } from './run/files.js';
import { Session } from './run/session.js';
import { type RunningServer, startStandalone } from './run/standalone.js';
import { readTranscript, type Transcript } from './run/transcript.js';

const RUN_MS_MAX = 60_000;

const recorded = (file: string): Transcript => readTranscript(readFileSync(file, 'utf8'));
const reference = recorded(files.reference);
const expected = expectationsOf(corpus, reference, recorded(files.ours));

describe('a standalone server', () => {
  let server: RunningServer;
  let session: Session;
  let answers: Transcript;

  beforeAll(async () => {
    [server, session] = await Promise.all([startStandalone(), Session.start()]);
    answers = await session.ask(server, true);
  }, RUN_MS_MAX);

  afterAll(() => Promise.all([server.stop(), session.stop()]));

  it.each(corpus)('answers as recorded: $chapter', (section) => {
    expect(describeFindings(compare(withoutWanted([section]), expected, answers))).toBe('');
  });
});

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
