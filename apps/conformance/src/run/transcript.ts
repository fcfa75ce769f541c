/**
 * Described answers by sequence, as a text file that reads like a story and whose diff shows what changed:
 *
 *     === ingress-api 8 / resolve twice
 *     --- 1
 *     202
 *     content-length: 0
 */
export type Transcript = ReadonlyMap<string, readonly string[]>;

const SEQUENCE = '=== ';
const STEP = '--- ';

export function writeTranscript(transcript: Transcript, title: string): string {
  const lines = [title];
  for (const [name, answers] of transcript) {
    lines.push('', `${SEQUENCE}${name}`);
    answers.forEach((answer, index) => {
      // An answer that is not recorded here keeps its place.
      if (answer !== '') lines.push(`${STEP}${index + 1}`, answer);
    });
  }
  return `${lines.join('\n')}\n`;
}

/** An answer that the file does not hold is empty. */
export function readTranscript(text: string): Transcript {
  const transcript = new Map<string, readonly string[]>();
  for (const part of text.split(`\n${SEQUENCE}`).slice(1)) {
    const [name = '', ...steps] = part.trimEnd().split(`\n${STEP}`);
    const answers: string[] = [];
    for (const step of steps) {
      const end = step.indexOf('\n');
      answers[Number(step.slice(0, end)) - 1] = step.slice(end + 1).trimEnd();
    }
    transcript.set(
      name,
      Array.from(answers, (answer: string | undefined) => answer ?? ''),
    );
  }
  return transcript;
}
