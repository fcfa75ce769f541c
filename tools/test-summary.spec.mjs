import { formatSummary, summarize } from './test-summary.mjs';

const suite = (name, statuses, status = 'passed') => ({
  name,
  status,
  assertionResults: statuses.map((each, index) => ({ status: each, fullName: `test ${index}` })),
});
const lineOf = (...runs) => formatSummary(summarize(runs)).split('\n').at(-1);

describe('the test summary', () => {
  it('adds up every run', () => {
    const unit = { name: 'unit', code: 0, report: { testResults: [suite('a', ['passed', 'passed'])] } };
    const e2e = {
      name: 'e2e',
      code: 1,
      report: { testResults: [suite('b', ['passed', 'failed'], 'failed')] },
    };

    expect(lineOf(unit, e2e)).toBe('3 passed, 1 failed');
  });

  it('names what was skipped', () => {
    const unit = {
      name: 'unit',
      code: 0,
      report: { testResults: [suite('a', ['pending', 'passed', 'todo'])] },
    };

    expect(formatSummary(summarize([unit]))).toBe(
      'skipped: a › test 0\nskipped: a › test 2\n1 passed, 0 failed, 2 skipped',
    );
  });

  it('names a whole run that was skipped', () => {
    expect(formatSummary(summarize([{ name: 'cluster', code: 0, skipped: 'no Java' }]))).toBe(
      'skipped: cluster: no Java\n0 passed, 0 failed, 1 skipped',
    );
  });

  it('counts a file that could not run', () => {
    const unit = { name: 'unit', code: 1, report: { testResults: [suite('a', [], 'failed')] } };

    expect(lineOf(unit)).toBe('0 passed, 1 failed');
  });

  it('counts a run that left no results', () => {
    expect(lineOf({ name: 'unit', problem: 'crashed' })).toBe('0 passed, 1 failed');
  });

  it('does not let a failing exit code pass for success', () => {
    const unit = { name: 'unit', code: 1, report: { testResults: [suite('a', ['passed'])] } };

    expect(lineOf(unit)).toBe('1 passed, 1 failed');
  });
});
