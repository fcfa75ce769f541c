import type { Finding } from './compare.js';

/** Lines that both answers have are shown once. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings.map(describeFinding).join('\n');
}

function describeFinding({
  sequence,
  position,
  request,
  expected,
  actual,
  wanted,
  isFailure,
}: Finding): string {
  const reason =
    wanted === undefined ? [] : [isFailure ? `  no longer differs: ${wanted}` : `  wanted: ${wanted}`];
  return [`${sequence}, step ${position}`, `  ${request}`, ...reason, ...diff(expected, actual), ''].join(
    '\n',
  );
}

function diff(expected: string, actual: string): readonly string[] {
  const [left, right] = [expected.split('\n'), actual.split('\n')];
  const missing = left.filter((line) => !right.includes(line)).map((line) => `  - ${line}`);
  const added = right.filter((line) => !left.includes(line)).map((line) => `  + ${line}`);
  return [...missing, ...added];
}
