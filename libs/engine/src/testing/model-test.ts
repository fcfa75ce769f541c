import fc from 'fast-check';
import { Story, type PlantedMistake } from './story.js';

/** What a step tells the partition, and what must get out of it: effects as transcripts write them, in order. */
export interface Told {
  readonly lines: readonly string[];
  readonly effects: readonly string[];
}

/** A model of one subject: so small that one sees that it is right. */
export interface Model {
  /** Effects that the model knows about; it says nothing about others. */
  readonly subject: RegExp;
  /** Told before the first step. */
  readonly opening?: readonly string[];
  /** What must be so between two steps, besides what gets out. */
  check?(story: Story): void;
}

/** A partition, and what it was told so far. */
interface Telling {
  readonly story: Story;
  readonly lines: string[];
}

/** Something that may happen. It happens to the model, which says what to tell the partition, and what that comes to. */
export class Step<M extends Model> implements fc.Command<M, Telling> {
  /** @param happen undefined: it cannot happen now, and nothing was changed */
  constructor(private readonly happen: (model: M) => Told | undefined) {}

  check(): boolean {
    return true;
  }

  run(model: M, { story, lines }: Telling): void {
    const step = this.happen(model);
    if (step === undefined) return;
    lines.push(...step.lines);
    try {
      const answers = step.lines.flatMap((line) => story.tell(line));
      const effects = answers.filter((answer) => answer.startsWith('-> ') && model.subject.test(answer));
      expect(effects.map(withoutIndex)).toEqual(step.effects);
      model.check?.(story);
    } catch (error) {
      // Lines of a transcript: paste them into one.
      throw new Error(`the last of these lines went wrong:\n${lines.join('\n')}`, { cause: error });
    }
  }

  toString(): string {
    return 'step';
  }
}

/** Where in the journal a notification stands is nothing that models know. */
function withoutIndex(effect: string): string {
  return effect.slice('-> '.length).replace(/: \[\d+\] /, ': ');
}

/** Steps of one kind, each drawn with the number it needs to choose among what there is. */
export function step<M extends Model>(
  happen: (model: M, choice: number) => Told | undefined,
): fc.Arbitrary<Step<M>> {
  return fc.nat(1000).map((choice) => new Step<M>((model) => happen(model, choice)));
}

/** Runs steps on a new model and a new partition each time. The partition keeps its own promises meanwhile, too. */
export function expectToFollow<M extends Model>(
  newModel: () => M,
  steps: ReadonlyArray<fc.Arbitrary<Step<M>>>,
): void {
  fc.assert(
    follows(newModel, steps, () => new Story()),
    { numRuns: 100 },
  );
}

/** The model notices the mistake, with nobody else looking. */
export function expectToNotice<M extends Model>(
  newModel: () => M,
  steps: ReadonlyArray<fc.Arbitrary<Step<M>>>,
  plant: PlantedMistake,
): void {
  const run = fc.check(
    follows(newModel, steps, () => new Story(1, { isLong: true, plant })),
    {
      numRuns: 100,
    },
  );
  expect(run.failed).toBe(true);
}

function follows<M extends Model>(
  newModel: () => M,
  steps: ReadonlyArray<fc.Arbitrary<Step<M>>>,
  newStory: () => Story,
): fc.IPropertyWithHooks<[Iterable<fc.Command<M, Telling>>]> {
  const allSteps = fc.commands<M, Telling>([...steps], { maxCommands: 60, size: 'max' });
  return fc.property(allSteps, (commands) => {
    fc.modelRun(() => {
      const model = newModel();
      const real: Telling = { story: newStory(), lines: [...(model.opening ?? [])] };
      for (const line of real.lines) real.story.tell(line);
      return { model, real };
    }, commands);
  });
}

/** One of them, by a number drawn at random. */
export function chosen<T>(items: readonly T[], choice: number): T | undefined {
  return items[choice % Math.max(1, items.length)];
}
