import type { Section, Step } from '../corpus/corpus.js';
import type { DifferenceName } from '../corpus/differences.js';
import type { Transcript } from './transcript.js';

export interface Finding {
  readonly sequence: string;
  /** From 1. */
  readonly position: number;
  readonly request: string;
  readonly expected: string;
  readonly actual: string;
  /** A difference that is wanted, or was. */
  readonly wanted: DifferenceName | undefined;
  /** A wanted difference that is none is a mistake, too: its reason is out of date. */
  readonly isFailure: boolean;
}

/** Whatever differs, and what should and does not. */
export function compare(
  sections: readonly Section[],
  expected: Transcript,
  actual: Transcript,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { name, steps } of sequencesOf(sections)) {
    steps.forEach((step, index) => {
      const left = expected.get(name)?.[index] ?? '';
      const right = actual.get(name)?.[index] ?? '';
      const isSame = left === right;
      if (isSame && step.differs === undefined) return;
      findings.push({
        sequence: name,
        position: index + 1,
        request: step.joins === undefined ? step.request : `(the answer to ${step.joins})`,
        expected: left,
        actual: right,
        wanted: step.differs,
        isFailure: isSame || step.differs === undefined,
      });
    });
  }
  return findings;
}

/** The corpus when no difference is wanted, because the expectations are of the server itself. */
export function withoutWanted(sections: readonly Section[]): readonly Section[] {
  const settled = ({ differs: _differs, ...step }: Step): Step => step;
  return sections.map(({ chapter, sequences }) => ({
    chapter,
    sequences: sequences.map(({ name, steps }) => ({ name, steps: steps.map(settled) })),
  }));
}

/** What a server of ours must answer: as the reference, and as recorded of us where we differ on purpose. */
export function expectationsOf(
  sections: readonly Section[],
  reference: Transcript,
  ours: Transcript,
): Transcript {
  return new Map(
    sequencesOf(sections).map(({ name, steps }) => [
      name,
      steps.map(({ differs }, index) => (differs === undefined ? reference : ours).get(name)?.[index] ?? ''),
    ]),
  );
}

/** Only what differs on purpose: the rest of it would be the reference's transcript again. */
export function wantedDifferencesIn(sections: readonly Section[], ours: Transcript): Transcript {
  const kept = new Map<string, readonly string[]>();
  for (const { name, steps } of sequencesOf(sections)) {
    if (!steps.some(({ differs }) => differs !== undefined)) continue;
    kept.set(
      name,
      steps.map(({ differs }, index) => (differs === undefined ? '' : (ours.get(name)?.[index] ?? ''))),
    );
  }
  return kept;
}

export function sequencesOf(
  sections: readonly Section[],
): readonly { readonly name: string; readonly steps: readonly Step[] }[] {
  return sections.flatMap(({ chapter, sequences }) =>
    sequences.map(({ name, steps }) => ({ name: `${chapter} / ${name}`, steps })),
  );
}
