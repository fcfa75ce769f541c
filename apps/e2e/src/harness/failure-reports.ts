/**
 * What to print when a test fails. The Jest environment of this project (`jest-environment.mjs`) reads the list under
 * this name; it lives outside of the sandbox and cannot import from here.
 */
const REPORTS = Symbol.for('perdure.e2e.failure-reports');

type Report = () => string;

const holder = globalThis as typeof globalThis & { [REPORTS]?: Set<Report> };

/** Adds a report, asked for each time a test fails, until the returned function is called. */
export function onTestFailure(report: Report): () => void {
  const reports = (holder[REPORTS] ??= new Set());
  reports.add(report);
  return () => void reports.delete(report);
}
