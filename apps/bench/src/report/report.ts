import { type Machine } from './machine.js';
import { type Measurement } from './metrics.js';

/** Everything a run found out; `results.json` is this. */
export interface Report {
  readonly date: string;
  readonly machine: Machine;
  readonly subjects: readonly { readonly name: string; readonly version: string }[];
  readonly rounds: number;
  readonly seconds: number;
  readonly scenarios: readonly ScenarioReport[];
}

export interface ScenarioReport {
  readonly name: string;
  readonly description: string;
  /** In the order of the report's subjects; without those that failed. */
  readonly results: readonly SubjectResult[];
  readonly failures: readonly { readonly subject: string; readonly message: string }[];
}

export interface SubjectResult {
  readonly subject: string;
  readonly median: Measurement;
  readonly rounds: readonly Measurement[];
}
