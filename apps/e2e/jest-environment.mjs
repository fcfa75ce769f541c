import { TestEnvironment } from 'jest-environment-node';

/** Prints what `src/harness/failure-reports.ts` collected (the logs of server and services) below a failing test. */
export default class EndToEndEnvironment extends TestEnvironment {
  async handleTestEvent(event) {
    if (event.name !== 'test_done' || event.test.errors.length === 0) return;
    const reports = this.global[Symbol.for('perdure.e2e.failure-reports')] ?? [];
    for (const report of reports) process.stderr.write(`\n${report()}\n`);
  }
}
