import { PerdureError } from '@perdure/model';

/** One thing that is wrong with the settings. */
export interface ConfigProblem {
  /** The setting as its source calls it: a name, a flag, a variable. */
  readonly name: string;
  /** What was given; undefined when nothing was, or when it is not to be shown. */
  readonly given?: string;
  /** A sentence that says what is wrong or what is expected. */
  readonly reason: string;
  /** Where it was given, in words. */
  readonly origin: string;
}

/** Everything that is wrong with the settings, found in one go. Nothing has been started. */
export class ConfigProblems extends PerdureError {
  constructor(readonly problems: readonly ConfigProblem[]) {
    super('CONFIG_INVALID', describe(problems), { details: { problems } });
  }
}

function describe(problems: readonly ConfigProblem[]): string {
  const headline = problems.length === 1 ? 'A setting is wrong.' : `${problems.length} settings are wrong.`;
  const lines = problems.map(({ name, given, reason, origin }) => {
    const value = given === undefined ? '' : ` = ${given}`;
    return `  ${name}${value} (${origin})\n      ${reason}`;
  });
  return [headline, ...lines, 'Correct them and start again; --help lists every setting.'].join('\n');
}
