import { corpus } from './corpus/index.js';
import { compare, withoutWanted } from './run/compare.js';
import { describeFindings } from './run/describe-findings.js';
import { readRecorded } from './run/recorded.js';
import { type Addresses, Session } from './run/session.js';
import { startStandalone } from './run/standalone.js';
import type { Transcript } from './run/transcript.js';

const RUN_MS_MAX = 60_000;

const { expected } = readRecorded();
/** A server that somebody else started, such as the cluster that `npm test` runs its end-to-end tests against. */
const ingressUrl = process.env['PERDURE_E2E_INGRESS_URL']?.split(',')[0];
const adminUrl = process.env['PERDURE_E2E_ADMIN_URL'];
const given: Addresses | undefined =
  ingressUrl === undefined || adminUrl === undefined ? undefined : { ingressUrl, adminUrl };

describe(given === undefined ? 'a standalone server' : 'the given server', () => {
  let answers: Transcript;

  beforeAll(async () => {
    const session = await Session.start();
    try {
      answers = given === undefined ? await askStandalone(session) : await session.ask(given, true);
    } finally {
      await session.stop();
    }
  }, RUN_MS_MAX);

  it.each(corpus)('answers as recorded: $chapter', (section) => {
    expect(describeFindings(compare(withoutWanted([section]), expected, answers))).toBe('');
  });
});

async function askStandalone(session: Session): Promise<Transcript> {
  const server = await startStandalone();
  try {
    return await session.ask(server, true);
  } finally {
    await server.stop();
  }
}
