import { type ConfigProblem } from '../problems.js';

/** A value as a source gives it, not looked at yet. */
export interface Given {
  readonly value: unknown;
  /** In words, for problems: `flag --ingress.bind-address`, `environment PERDURE_BASE_DIR`, `file perdure.toml`. */
  readonly origin: string;
}

/** What one source says: values by setting name, and what it says that no setting answers to. */
export interface SourceReading {
  readonly values: ReadonlyMap<string, Given>;
  readonly problems: readonly ConfigProblem[];
}
