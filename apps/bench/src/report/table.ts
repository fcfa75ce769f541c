import { type Machine } from './machine.js';
import { type MetricName, metricNames, METRICS } from './metrics.js';
import { type Report, type ScenarioReport, type SubjectResult } from './report.js';

/** The report as Markdown: one table for all scenarios that measure the same. */
export function renderTables(report: Report): string {
  const tables = groupByMetrics(report.scenarios.filter(({ results }) => results.length > 0));
  const failures = report.scenarios.flatMap(({ name, failures }) =>
    failures.map(({ subject, message }) => `**${name} failed for ${subject}:** ${message}`),
  );
  return [describeRun(report), ...tables.map(renderTable), ...failures].join('\n\n') + '\n';
}

function groupByMetrics(scenarios: readonly ScenarioReport[]): ScenarioReport[][] {
  const groups = new Map<string, ScenarioReport[]>();
  for (const scenario of scenarios) {
    const metrics = metricsOf(scenario).join();
    groups.set(metrics, [...(groups.get(metrics) ?? []), scenario]);
  }
  return [...groups.values()];
}

function renderTable(scenarios: readonly ScenarioReport[]): string {
  const metrics = metricsOf(scenarios[0] as ScenarioReport);
  const header = ['scenario', 'server', ...metrics.map((name) => METRICS[name].label)];
  const rows = scenarios.flatMap((scenario) => rowsOf(scenario, metrics));
  const columns = header.map((title, index) => [title, ...rows.map((row) => row[index] as string)]);
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  // Names to the left, figures to the right.
  const pad = (cell: string, index: number): string =>
    index < 2 ? cell.padEnd(widths[index] as number) : cell.padStart(widths[index] as number);
  const line = (cells: readonly string[]): string => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map(
    (width, index) => '-'.repeat(index < 2 ? width : width - 1) + (index < 2 ? '' : ':'),
  );
  return [line(header), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function rowsOf({ name, results }: ScenarioReport, metrics: readonly MetricName[]): string[][] {
  const [first, ...others] = results;
  if (first === undefined) return [];
  const figures = results.map(({ subject, median }, index) => [
    index === 0 ? name : '',
    subject,
    ...metrics.map((metric) => formatFigure(metric, median[metric])),
  ]);
  const ratios = others.map((other) => [
    '',
    `${first.subject} ÷ ${other.subject}`,
    ...metrics.map((metric) => formatRatio(ratioOf(metric, first, other))),
  ]);
  return [...figures, ...ratios];
}

export function ratioOf(metric: MetricName, first: SubjectResult, other: SubjectResult): number | undefined {
  const [a, b] = [first.median[metric], other.median[metric]];
  return a === undefined || b === undefined || b === 0 ? undefined : a / b;
}

export function formatFigure(metric: MetricName, value: number | undefined): string {
  const { digits } = METRICS[metric];
  return value === undefined
    ? ''
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function formatRatio(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${ratio.toFixed(2)} ×`;
}

function metricsOf({ results }: ScenarioReport): MetricName[] {
  return metricNames.filter(
    (name) => METRICS[name].isDetail !== true && results.some(({ median }) => median[name] !== undefined),
  );
}

function describeRun({ date, machine, subjects, rounds, seconds }: Report): string {
  const servers = subjects.map(({ name, version }) => `${name} (${version})`).join(', ');
  const turns = `median of ${rounds} ${rounds === 1 ? 'round' : 'rounds'} of ${seconds} s`;
  return `${date.slice(0, 10)}: ${servers}; ${turns}.\n${describeHardware(machine)}`;
}

function describeHardware(machine: Machine): string {
  const { processor, cores, memoryGib, system, fileSystem, node, loadAtStart } = machine;
  return (
    `${processor}, ${cores} cores, ${memoryGib} GiB, ${system}, data on ${fileSystem}, Node ${node}; ` +
    `load average at the start ${loadAtStart.toFixed(1)}.`
  );
}
