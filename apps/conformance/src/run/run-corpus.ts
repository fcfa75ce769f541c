import { Stand } from '../answer/stand.js';
import type { Section, Sequence } from '../corpus/corpus.js';
import { runSequence } from './run-sequence.js';
import type { Transcript } from './transcript.js';

export interface Target {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  /** What `<services>` and the like stand for. */
  readonly places: Readonly<Record<string, string>>;
  readonly ownHeaders: ReadonlySet<string>;
}

/** Sequences wait more than they work. */
const SEQUENCES_AT_ONCE = 8;

/** Sends the whole corpus; sequences run beside each other, so their order says nothing. */
export async function runCorpus(sections: readonly Section[], target: Target): Promise<Transcript> {
  const answers = new Map<string, readonly string[]>();
  const waiting: (readonly [name: string, sequence: Sequence])[] = [];
  for (const { chapter, sequences } of sections) {
    for (const sequence of sequences) {
      const name = `${chapter} / ${sequence.name}`;
      if (answers.has(name)) throw new Error(`The corpus has two sequences with the name ${name}.`);
      // Keeps the place: transcripts are in the order of the corpus.
      answers.set(name, []);
      waiting.push([name, sequence]);
    }
  }
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, sequence] = next;
      answers.set(name, await runSequence(sequence, target, standOf(target)));
    }
  };
  await Promise.all(Array.from({ length: SEQUENCES_AT_ONCE }, work));
  return answers;
}

function standOf({ ingressUrl, adminUrl, places, ownHeaders }: Target): Stand {
  const names = { ...places, ingress: ingressUrl, admin: adminUrl };
  return new Stand(
    Object.entries(names).map(([name, text]) => [text, `<${name}>`]),
    ownHeaders,
  );
}
