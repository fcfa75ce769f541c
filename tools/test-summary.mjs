/** Sums Jest's reports into the line that people and CI read. */

/**
 * @typedef {object} Run
 * @property {string} name
 * @property {object} [report] what `jest --json` wrote
 * @property {number} [code] Jest's exit code
 * @property {string} [problem] why the run as a whole is to count as failed
 * @property {string} [skipped] why the run as a whole did not take place
 */

/**
 * @param {Run[]} runs
 * @param {(file: string) => string} shorten
 */
export function summarize(runs, shorten = (file) => file) {
  const summary = { passed: 0, failed: 0, skipped: [], problems: [] };
  for (const { name, report, code, problem, skipped } of runs) {
    const failedBefore = summary.failed;
    for (const suite of report?.testResults ?? []) addSuite(summary, suite, shorten(suite.name));
    if (skipped !== undefined) summary.skipped.push(`${name}: ${skipped}`);
    if (problem !== undefined) addProblem(summary, `${name}: ${problem}`);
    // A non-zero exit must never read as success, whatever the counts say.
    else if (code !== 0 && summary.failed === failedBefore) {
      addProblem(summary, `${name}: Jest exited with ${code} although no test failed`);
    }
  }
  return summary;
}

function addSuite(summary, suite, file) {
  const failedBefore = summary.failed;
  for (const { status, fullName } of suite.assertionResults) {
    if (status === 'passed') summary.passed += 1;
    else if (status === 'failed') summary.failed += 1;
    else summary.skipped.push(`${file} › ${fullName}`);
  }
  // A file that could not run has no tests to report: it counts as one failure.
  if (suite.status === 'failed' && summary.failed === failedBefore)
    addProblem(summary, `${file}: could not run`);
}

function addProblem(summary, problem) {
  summary.failed += 1;
  summary.problems.push(problem);
}

/** @returns {string} details, if any, and then the one line */
export function formatSummary({ passed, failed, skipped, problems }) {
  const skippedCount = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  return [
    ...problems.map((problem) => `failed: ${problem}`),
    ...skipped.map((name) => `skipped: ${name}`),
    `${passed} passed, ${failed} failed${skippedCount}`,
  ].join('\n');
}
