type Report = () => string;

const reports = new Set<Report>();

// The Jest environment of this project (`jest-environment.mjs`) lives outside of the sandbox and cannot import from
// here; it finds what to print when a test fails under this name.
Object.assign(globalThis, { [Symbol.for('perdure.e2e.failure-reports')]: reports });

/** Adds a report, asked for each time a test fails, until the returned function is called. */
export function onTestFailure(report: Report): () => void {
  reports.add(report);
  return () => void reports.delete(report);
}
